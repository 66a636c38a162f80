// SPDX-License-Identifier: Apache-2.0
// From a photo of a real lens (Brown's distortion) to that of a pinhole, which all that follows
// assumes.
//
// The pinhole keeps the size, the principal point and the aspect of the lens. Its focal length is
// the lens's own, made longer just so far that no pixel looks outside the photo: an invented border
// would be trained into the field as floaters, a mask for it would have to travel through
// everything. For barrel distortion the focal length stays as it is, so detail in the middle is
// never thrown away.
#pragma once

#include "core/camera/intrinsics.h"
#include "core/image/image.h"

#include <Eigen/Core>

namespace cleave {

/// Normalised pinhole coordinates -> where the lens puts them.
Eigen::Vector2d distort(const Distortion& distortion, const Eigen::Vector2d& point);

/// The pinhole that undistorted photos of this lens have; the lens itself when it is not distorted.
Intrinsics undistortedIntrinsics(const Intrinsics& lens);

/// photo: of the lens's size, 8 bit. Result: of the pinhole's size, by bicubic interpolation.
Image undistort(const Image& photo, const Intrinsics& lens, const Intrinsics& pinhole);

} // namespace cleave

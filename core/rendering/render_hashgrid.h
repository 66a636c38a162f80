// SPDX-License-Identifier: Apache-2.0
// A grid field as a camera sees it. Private to core/rendering; call renderView.
#pragma once

#include "core/camera/camera.h"
#include "core/field/hashgrid_field.h"
#include "core/rendering/renderer.h"

namespace cleave {

RenderedView
renderHashgrid(const HashgridField& field, const Camera& camera, const RenderRequest& request);

} // namespace cleave

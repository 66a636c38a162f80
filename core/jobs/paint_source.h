// SPDX-License-Identifier: Apache-2.0
// What a project gives the painter to draw from.
#pragma once

#include "core/export/view_painter.h"
#include "core/methods/segmentation_method.h"
#include "core/project/project.h"

#include <string>

namespace cleave {

/// `segments`: names to draw alone, or empty for everything; `similarity` may be null. Features are
/// those of the method lifted last.
PaintSource
paintSource(const Project& project, const std::string& segments, const Similarity* similarity);

} // namespace cleave

// SPDX-License-Identifier: Apache-2.0
// Either kind of trained field. Code that works on primitives and blend weights asks no further.
#pragma once

#include "core/field/gaussian_field.h"
#include "core/field/hashgrid_field.h"

#include <memory>
#include <variant>

namespace cleave {

/// Immutable once published; a null pointer inside means "no field yet".
using RadianceField =
    std::variant<std::shared_ptr<const GaussianField>, std::shared_ptr<const HashgridField>>;

inline bool isTrained(const RadianceField& field) {
    return std::visit([](const auto& pointer) { return pointer != nullptr; }, field);
}

inline Revision revisionOf(const RadianceField& field) {
    return std::visit([](const auto& pointer) { return pointer ? pointer->revision : Revision{0}; },
                      field);
}

inline std::int64_t primitiveCount(const RadianceField& field) {
    return std::visit(
        [](const auto& pointer) { return pointer ? pointer->count : std::int64_t{0}; }, field);
}

/// What the field covers in the world; empty where it has no bounds.
inline Bounds coveredBounds(const RadianceField& field) {
    const auto* grid = std::get_if<std::shared_ptr<const HashgridField>>(&field);
    return grid && *grid ? (*grid)->cube.boundsInWorld() : Bounds();
}

} // namespace cleave

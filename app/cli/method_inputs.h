// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/project/project.h"

namespace cleave::cli {

/// What a method works on, taken from the project.
inline MethodInputs methodInputs(const Project& project) {
    MethodInputs inputs{project.dataset, project.field, project.masks, nullptr, project.seed};
    if (project.dataset)
        inputs.photos = std::make_shared<PhotoStore>(project.dataset);
    return inputs;
}

/// The lifted state of a method; nullptr when it has not been lifted.
inline const LiftedState* liftedState(const Project& project, const std::string& method) {
    const auto found = project.lifted.find(method);
    return found == project.lifted.end() ? nullptr : found->second.get();
}

/// The given name, else the method lifted last. Throws Error when there is none.
inline std::string chosenMethod(const Project& project, const std::string& given) {
    if (!given.empty())
        return given;
    if (project.currentMethod.empty())
        throw missing(CLEAVE_TR(
            "Methods", "nothing has been lifted yet: run cleave lift first, or name a --method"));
    return project.currentMethod;
}

} // namespace cleave::cli

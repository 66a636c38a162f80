// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/lift.h"

#include "core/base/error.h"

namespace cleave {

std::shared_ptr<const LiftedState>
runLift(SegmentationMethod& method, const MethodInputs& inputs, Progress& progress) {
    const MethodNeeds needs = method.needs();
    if (!isTrained(inputs.field) || primitiveCount(inputs.field) == 0)
        throw missing(
            CLEAVE_TR("Methods", "the project has no trained field to lift onto; train one first"));
    if (needs.masks && (!inputs.masks || inputs.masks->views.empty()))
        throw missing(
            CLEAVE_TR("Methods", "%1 needs masks of the photos; make or import them first"),
            method.name());
    if ((needs.masks || needs.photos) && !inputs.dataset)
        throw missing(
            CLEAVE_TR("Methods",
                      "%1 needs photos with cameras; this project was made from a splat alone"),
            method.name());

    return method.lift(inputs, progress);
}

} // namespace cleave

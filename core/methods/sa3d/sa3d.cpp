// SPDX-License-Identifier: Apache-2.0
#include "core/methods/sa3d/sa3d.h"

#include "core/base/error.h"
#include "core/methods/sa3d/iterative_form.h"

namespace cleave {

struct Sa3d::Scene {
    Revision fieldRevision = 0;
    Revision maskRevision = 0;
    std::shared_ptr<const Dataset> dataset;
    SegmenterSettings settings;
    PrimitiveCloud cloud;
    std::shared_ptr<PromptableSegmenter> segmenter;
    bool isOwnSegmenter = false; ///< chosen here, not given
    std::unique_ptr<sa3d::SceneViews> views;
    std::size_t photoCount = 0; ///< views that stay from question to question
};

Sa3d::Sa3d() = default;
Sa3d::~Sa3d() = default;

Sa3d::Scene& Sa3d::sceneFor(const MethodInputs& inputs) {
    const Revision maskRevision = inputs.masks ? inputs.masks->revision : Revision{0};
    const bool isSame =
        scene_ && scene_->fieldRevision == revisionOf(inputs.field) &&
        scene_->maskRevision == maskRevision && scene_->dataset == inputs.dataset &&
        scene_->settings == params_.segmenter &&
        (inputs.segmenter ? inputs.segmenter == scene_->segmenter : scene_->isOwnSegmenter);
    if (isSame)
        return *scene_;
    auto scene = std::make_unique<Scene>();
    // A network and its embeddings stay good for another field; masks are cheap to take up anew.
    const bool keepsNetwork = scene_ && scene_->isOwnSegmenter &&
                              scene_->settings == params_.segmenter &&
                              scene_->segmenter->needsPixels();
    scene->segmenter =
        inputs.segmenter ? inputs.segmenter
        : keepsNetwork
            ? scene_->segmenter
            : chooseSegmenter(params_.segmenter, inputs.masks, inputs.dataset != nullptr);
    scene->isOwnSegmenter = !inputs.segmenter;
    scene->fieldRevision = revisionOf(inputs.field);
    scene->maskRevision = maskRevision;
    scene->dataset = inputs.dataset;
    scene->settings = params_.segmenter;
    scene->cloud = primitiveCloud(inputs.field);
    scene->views = std::make_unique<sa3d::SceneViews>(inputs.field, scene->cloud);
    if (inputs.dataset)
        sa3d::addPhotoViews(*scene->views, inputs);
    scene->photoCount = scene->views->count();
    scene_ = std::move(scene);
    return *scene_;
}

std::shared_ptr<const LiftedState> Sa3d::lift(const MethodInputs& inputs, Progress& progress) {
    progress.check();
    auto state = std::make_shared<LiftedState>();
    state->method = name();
    state->fieldRevision = revisionOf(inputs.field);
    return state;
}

Similarity Sa3d::query(const MethodInputs& inputs,
                       const LiftedState&,
                       std::span<const Prompt> prompts,
                       const QueryParams& params,
                       QueryFeedback& feedback) {
    feedback.progress.check();
    Scene& scene = sceneFor(inputs);
    scene.views->keepFirst(scene.photoCount);
    const sa3d::PointedAt pointed =
        sa3d::readPrompts(*scene.views, *scene.segmenter, inputs, prompts);
    const sa3d::Task task{*scene.views, *scene.segmenter, params_, params.granularity, feedback};
    return params_.form == Sa3dForm::Fast ? sa3d::runFastForm(task, pointed)
                                          : sa3d::runIterativeForm(task, pointed);
}

} // namespace cleave

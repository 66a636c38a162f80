// SPDX-License-Identifier: Apache-2.0
// The one shape of the five systems: what they need, lifting (once per scene) and querying (once
// per prompt).
#pragma once

#include "core/base/params.h"
#include "core/base/progress.h"
#include "core/dataset/dataset.h"
#include "core/dataset/photo_store.h"
#include "core/features/feature_field.h"
#include "core/field/radiance_field.h"
#include "core/masks/mask_set.h"
#include "core/networks/promptable_segmenter.h"
#include "core/selection/prompt.h"
#include "core/selection/selection.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cleave {

struct MethodNeeds {
    bool masks = false;
    bool photos = false;
    bool lifting = false; ///< query works only after lift
};

/// What a lift leaves behind: features on primitives and named arrays and settings of the method.
/// Immutable; stored in the project.
struct LiftedState {
    std::string method;
    std::shared_ptr<const FeatureField> features; ///< may be null for methods without features
    std::map<std::string, kernels::Array<float, 2>>
        arrays; ///< e.g. the query-time extras of a method
    std::vector<std::pair<std::string, std::string>> params; ///< that it was made with
    Revision fieldRevision = 0;
    Revision revision = newRevision();
    std::int64_t iterations = 0;
    double seconds = 0;
};

struct MethodInputs {
    std::shared_ptr<const Dataset> dataset;
    RadianceField field;
    std::shared_ptr<const MaskSet> masks;
    std::shared_ptr<PhotoStore> photos;
    std::uint64_t seed = 0;
    std::shared_ptr<PromptableSegmenter> segmenter =
        nullptr; ///< for methods that prompt; null: chosen by their parameters
};

/// What a view said to an answer, for methods that ask view by view.
enum class ViewVerdict : int {
    Prompted, ///< a person pointed there
    Accepted,
    Rejected,   ///< predicted and rendered mask differ too much; it did not count
    Unanswered, ///< nothing was predicted there
};

struct ViewAgreement {
    ViewId view; ///< invalid for a virtual view
    std::string name;
    ViewVerdict verdict = ViewVerdict::Accepted;
    float iou = 0; ///< of the predicted mask and the answer's rendered one
    Rle rendered;  ///< masks at the view's size; may be empty
    Rle predicted;
};

/// Similarity of every primitive to the prompts: the slider only compares it with a threshold.
struct Similarity {
    kernels::Array<float, 1> values; ///< [N] in [0, 1]
    float suggestedThreshold = 0.5f; ///< chosen automatically from the values
    Revision fieldRevision = 0;
    std::vector<ViewAgreement>
        views; ///< in the order they were taken; empty for methods that ask no views
};

/// How a query that takes a while is followed.
struct QueryFeedback {
    Progress progress = {};
    /// Called with better and better answers; the last one is what the query returns. May be empty.
    std::function<void(const Similarity&)> onRefined = {};
};

struct QueryParams {
    float granularity = 0; ///< wanted size of the answer, [0, 1]: 0 = whole object, 1 = finest
                           ///< part; methods map it to their scale
    float positionWeight =
        0; ///< falloff with distance to the prompts, per scene unit (OmniSeg3D's W_xyz)
    bool connected =
        true; ///< what does not hang together with the prompted surface counts as less similar
};

class SegmentationMethod {
public:
    SegmentationMethod() = default;
    SegmentationMethod(const SegmentationMethod&) = delete;
    SegmentationMethod& operator=(const SegmentationMethod&) = delete;
    virtual ~SegmentationMethod() = default;

    virtual std::string name() const = 0; ///< omniseg3d, saga, ...
    virtual MarkedText label() const = 0;
    virtual MethodNeeds needs() const = 0;
    /// The lifting parameters of this object, declared once.
    virtual ParamList params() = 0;

    /// Its own parameters of queries, beside QueryParams.
    virtual ParamList queryOptions() { return {}; }

    /// Throws Error when a need is missing, saying which step makes it.
    virtual std::shared_ptr<const LiftedState> lift(const MethodInputs& inputs,
                                                    Progress& progress) = 0;
    /// Throws Error for prompts on empty background or of an unsupported kind, naming the prompt.
    virtual Similarity query(const MethodInputs& inputs,
                             const LiftedState& state,
                             std::span<const Prompt> prompts,
                             const QueryParams& params,
                             QueryFeedback& feedback) = 0;
};

/// Throws Error naming the known methods.
std::unique_ptr<SegmentationMethod> makeMethod(const std::string& name);
std::vector<std::string> methodNames();

} // namespace cleave

// SPDX-License-Identifier: Apache-2.0
#include "ui/document/candidate_finder.h"

#include "core/base/error.h"
#include "core/dataset/photo_store.h"
#include "core/methods/choose_segmenter.h"
#include "ui/tasks/error_text.h"

namespace cleave::ui {

CandidateFinder::CandidateFinder(ProjectDocument& document, QObject* parent)
    : QObject(parent)
    , document_(document) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
    connect(&document_, &ProjectDocument::documentReset, this, &CandidateFinder::forget);
    connect(&document_, &ProjectDocument::datasetChanged, this, &CandidateFinder::forget);
}

CandidateFinder::~CandidateFinder() {
    current_.cancel();
    thread_.request_stop();
    thread_.join();
}

void CandidateFinder::forget() {
    current_.cancel();
    currentView_ = {};
    ++lastAsked_;
}

void CandidateFinder::prepare(ViewId view) {
    put(view, std::nullopt);
}

void CandidateFinder::ask(ViewId view, const Eigen::Vector2f& pixel) {
    put(view, pixel);
}

void CandidateFinder::put(ViewId view, std::optional<Eigen::Vector2f> pixel) {
    const Project& project = document_.project();
    if (!project.dataset || view.value < 0)
        return;
    // Work on the same photo serves this question too; work on another one serves nobody.
    if (view != currentView_) {
        current_.cancel();
        current_ = Progress();
        currentView_ = view;
    }
    slot_.put({++lastAsked_, view, pixel, project.dataset, project.masks, current_});
}

struct CandidateFinder::Memory {
    std::shared_ptr<PromptableSegmenter> segmenter;
    std::shared_ptr<const MaskSet> masks;   ///< that it was chosen for
    std::shared_ptr<const Dataset> dataset; ///< of `photos`
    std::shared_ptr<PhotoStore> photos;
};

void CandidateFinder::answer(const Question& question, Memory& memory) {
    if (memory.dataset != question.dataset) {
        memory.dataset = question.dataset;
        memory.photos = std::make_shared<PhotoStore>(question.dataset);
        memory.segmenter.reset();
    }
    if (!memory.segmenter || memory.masks != question.masks) {
        memory.segmenter = chooseSegmenter({}, question.masks, true);
        memory.masks = question.masks;
    }
    const SegmenterImage image =
        segmenterImage(question.dataset, memory.photos, question.dataset->view(question.view));
    FoundCandidates found;
    found.view = question.view;
    memory.segmenter->setImage(image, question.progress);
    if (!question.pixel) {
        QMetaObject::invokeMethod(this, [this, asked = question.number, view = question.view] {
            if (asked == lastAsked_)
                Q_EMIT prepared(view);
        });
        return;
    }
    found.pixel = *question.pixel;
    SegmenterPrompt prompt;
    prompt.points = {{*question.pixel, true}};
    found.candidates = memory.segmenter->predict(prompt);
    QMetaObject::invokeMethod(this, [this, asked = question.number, found = std::move(found)] {
        if (asked == lastAsked_)
            Q_EMIT this->found(found);
    });
}

void CandidateFinder::run(const std::stop_token& stop) {
    Memory memory;
    while (const auto question = slot_.take(stop)) {
        try {
            answer(*question, memory);
        } catch (const Cancelled&) {
            // Another photo is asked about.
        } catch (...) {
            memory.segmenter.reset();
            QMetaObject::invokeMethod(this,
                                      [this, asked = question->number, why = currentErrorText()] {
                                          if (asked == lastAsked_)
                                              Q_EMIT unavailable(why);
                                      });
        }
    }
}

} // namespace cleave::ui

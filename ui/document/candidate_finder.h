// SPDX-License-Identifier: Apache-2.0
// Masks under the mouse: asks a promptable segmenter about photos, on a thread of its own. What a
// photo needs once (its embedding) is computed ahead; questions are answered newest first.
#pragma once

#include "core/networks/promptable_segmenter.h"
#include "ui/document/project_document.h"
#include "ui/viewport/latest_slot.h"

#include <QObject>

#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace cleave::ui {

struct FoundCandidates {
    ViewId view;
    Eigen::Vector2f pixel = Eigen::Vector2f::Zero(); ///< of the view, that was asked about
    std::vector<SegmenterCandidate> candidates;      ///< from part to whole; none: nothing there
};

class CandidateFinder : public QObject {
    Q_OBJECT

public:
    explicit CandidateFinder(ProjectDocument& document, QObject* parent = nullptr);
    /// Stops what is being computed.
    ~CandidateFinder() override;

    /// Looks at a photo before the first question comes.
    void prepare(ViewId view);
    /// The masks around a pixel of a photo; an earlier question that still waits is dropped.
    void ask(ViewId view, const Eigen::Vector2f& pixel);

Q_SIGNALS:
    /// The photo was looked at: questions about it are quick from now on.
    void prepared(cleave::ViewId view);
    void found(const cleave::ui::FoundCandidates& found);
    /// Nothing can answer; one translated line that says what is missing.
    void unavailable(const QString& whyNot);

private:
    struct Question {
        std::uint64_t number = 0;
        ViewId view;
        std::optional<Eigen::Vector2f> pixel; ///< none: only look at the photo
        std::shared_ptr<const Dataset> dataset;
        std::shared_ptr<const MaskSet> masks;
        Progress progress;
    };
    /// What the thread keeps between questions.
    struct Memory;

    void put(ViewId view, std::optional<Eigen::Vector2f> pixel);
    void run(const std::stop_token& stop);
    void answer(const Question& question, Memory& memory);
    /// Drops what was asked before the document changed.
    void forget();

    ProjectDocument& document_;
    LatestSlot<Question> slot_;
    std::uint64_t lastAsked_ = 0;
    Progress current_; ///< of questions about the newest photo; another photo's stop it
    ViewId currentView_;
    std::jthread thread_;
};

} // namespace cleave::ui

// SPDX-License-Identifier: Apache-2.0
// The photo beside the picture: that of the camera nearest to the viewport's, as training sees it.
// For comparing the two, and for pointing at things: the mask under the mouse is shown before the
// click.
#pragma once

#include "core/selection/prompt.h"
#include "ui/document/candidate_finder.h"
#include "ui/document/project_document.h"
#include "ui/tasks/background_call.h"

#include <QImage>
#include <QWidget>

#include <optional>

namespace cleave::ui {

/// The view (of all, or of those for training) whose camera stands and looks most like `camera`;
/// the invalid id where there are none. Distances count in `radius`, directions by their angle.
ViewId
nearestView(const Dataset& dataset, const Camera& camera, double radius, bool withTestViews = true);

class PhotoPane : public QWidget {
    Q_OBJECT

public:
    explicit PhotoPane(ProjectDocument& document, QWidget* parent = nullptr);

    /// Loads the photo in the background and keeps showing the one before until then.
    void setView(ViewId view);

    ViewId view() const { return view_; }

    bool hasPhoto() const { return !photo_.isNull(); }

    /// Whether the mouse shows masks and a click asks for what is there.
    void setPointing(bool isPointing);

    bool isPointing() const { return isPointing_; }

    /// The masks under the mouse, from part to whole; and which of them is shown.
    const FoundCandidates& candidates() const { return found_; }

    std::optional<std::size_t> shownCandidate() const;
    /// Where the photo is drawn, widget pixels.
    QRect photoArea() const;

Q_SIGNALS:
    /// A double click: look through this photo's camera.
    void viewActivated(cleave::ViewId view);
    void photoShown();
    /// A click; `granularity` [0, 1] says which of the masks was meant where a person chose one.
    void promptGiven(const cleave::Prompt& prompt, bool isAdding, std::optional<float> granularity);
    void candidatesShown();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    static QString lookingTip();
    void forgetCandidates();
    void showCandidates(const FoundCandidates& found);
    void tintShown();
    /// The photo's pixel under the mouse; none beside the photo.
    std::optional<Eigen::Vector2f> pixelAt(const QPointF& position) const;
    void paintCaption(QPainter& painter, const QRect& area, const QString& text, bool isRight);
    QString candidateText() const;
    std::optional<std::size_t> candidateOfKey(const QKeyEvent& event) const;

    ProjectDocument& document_;
    CandidateFinder finder_;
    BackgroundCall loading_;
    ViewId view_;
    ViewId shownView_; ///< of `photo_`
    QImage photo_;
    QString message_; ///< instead of a photo
    bool isPointing_ = false;
    FoundCandidates found_;
    std::optional<std::size_t> chosen_; ///< by digit; kept while the mouse moves over a photo
    QImage tint_;                       ///< the shown candidate over the photo
    QString whyNoMasks_;
};

} // namespace cleave::ui

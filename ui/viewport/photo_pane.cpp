// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/photo_pane.h"

#include "core/dataset/photo_store.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace cleave::ui {

namespace {

const QColor ground(0x1b, 0x1e, 0x24);
const QColor captionGround(0, 0, 0, 140);
const QColor captionText(0xe6, 0xe8, 0xec);
constexpr int margin = 6;
constexpr QRgb maskInside = qRgba(28, 94, 140, 140); // premultiplied
constexpr QRgb maskOutline = qRgba(255, 255, 255, 255);

/// The mask tinted, with its border drawn; the size of the mask.
QImage tinted(const Image& mask) {
    QImage tint(mask.width, mask.height, QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < mask.height; ++y) {
        auto* row = reinterpret_cast<QRgb*>(tint.scanLine(y));
        for (int x = 0; x < mask.width; ++x) {
            const bool isInside = *mask.at(x, y);
            const bool isBorder =
                isInside && (x == 0 || y == 0 || x + 1 == mask.width || y + 1 == mask.height ||
                             !*mask.at(x - 1, y) || !*mask.at(x + 1, y) || !*mask.at(x, y - 1) ||
                             !*mask.at(x, y + 1));
            row[x] = isBorder ? maskOutline : isInside ? maskInside : 0;
        }
    }
    return tint;
}

} // namespace

ViewId
nearestView(const Dataset& dataset, const Camera& camera, double radius, bool withTestViews) {
    ViewId nearest;
    double least = std::numeric_limits<double>::infinity();
    for (const View& view : dataset.views) {
        const double apart =
            (view.camera.pose.centerInWorld() - camera.pose.centerInWorld()).norm() / radius;
        const double turned =
            std::acos(std::clamp(view.camera.pose.forward().dot(camera.pose.forward()), -1.0, 1.0));
        if (apart + turned >= least || (view.isTest && !withTestViews))
            continue;
        least = apart + turned;
        nearest = view.id;
    }
    return nearest;
}

QString PhotoPane::lookingTip() {
    return tr("The photo nearest to the view; double click to look through its camera. With the "
              "click tool the mask under the mouse is shown, and a click takes what is there.");
}

PhotoPane::PhotoPane(ProjectDocument& document, QWidget* parent)
    : QWidget(parent)
    , document_(document)
    , finder_(document) {
    setMinimumSize(160, 120);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setToolTip(lookingTip());
    connect(&loading_, &BackgroundCall::failed, this, [this](const QString& message) {
        photo_ = QImage();
        message_ = message;
        update();
    });
    const auto forget = [this] {
        loading_.cancel();
        view_ = shownView_ = {};
        photo_ = QImage();
        message_.clear();
        forgetCandidates();
    };
    connect(&document_, &ProjectDocument::documentReset, this, forget);
    connect(&document_, &ProjectDocument::datasetChanged, this, forget);
    connect(&finder_, &CandidateFinder::found, this, &PhotoPane::showCandidates);
    connect(&finder_, &CandidateFinder::unavailable, this, [this](const QString& why) {
        forgetCandidates();
        whyNoMasks_ = why;
    });
}

void PhotoPane::setView(ViewId view) {
    if (view == view_)
        return;
    view_ = view;
    const auto dataset = document_.project().dataset;
    if (!dataset || view.value < 0)
        return;
    loading_.start([this, dataset, view](Progress&) {
        const Image photo = loadPhoto(*dataset, dataset->view(view));
        const QImage image = QImage(photo.pixels.data(),
                                    photo.width,
                                    photo.height,
                                    3 * photo.width,
                                    QImage::Format_RGB888)
                                 .convertToFormat(QImage::Format_RGB32);
        return BackgroundCall::Finish([this, image, view] {
            photo_ = image;
            shownView_ = view;
            message_.clear();
            forgetCandidates();
            if (isPointing_)
                finder_.prepare(view);
            Q_EMIT photoShown();
        });
    });
}

void PhotoPane::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), ground);
    const auto& dataset = document_.project().dataset;
    painter.setPen(captionText);
    if (photo_.isNull() || !dataset) {
        const QString text = !dataset             ? tr("This project has no photos.")
                             : message_.isEmpty() ? tr("Loading...")
                                                  : message_;
        painter.drawText(rect().adjusted(margin, margin, -margin, -margin),
                         Qt::AlignCenter | Qt::TextWordWrap,
                         text);
        return;
    }
    const QRect target = photoArea();
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(target, photo_);
    if (!tint_.isNull())
        painter.drawImage(target, tint_);
    paintCaption(painter, target, QString::fromStdString(dataset->view(shownView_).name), false);
    if (isPointing_)
        paintCaption(painter, target, candidateText(), true);
}

void PhotoPane::paintCaption(QPainter& painter,
                             const QRect& area,
                             const QString& text,
                             bool isRight) {
    if (text.isEmpty())
        return;
    QRect box = painter.fontMetrics()
                    .boundingRect(area.adjusted(margin, margin, -margin, -margin),
                                  Qt::AlignLeft | Qt::TextWordWrap,
                                  text)
                    .adjusted(-margin, -margin / 2, margin, margin / 2);
    box.moveTop(isRight ? area.top() : area.bottom() + 1 - box.height());
    box.moveLeft(isRight ? area.right() + 1 - box.width() : area.left());
    painter.fillRect(box, captionGround);
    painter.setPen(captionText);
    painter.drawText(box.adjusted(margin, 0, -margin, 0), Qt::AlignCenter | Qt::TextWordWrap, text);
}

QString PhotoPane::candidateText() const {
    if (!whyNoMasks_.isEmpty())
        return whyNoMasks_;
    const auto shown = shownCandidate();
    if (!shown)
        return {};
    const QString iou = QString::number(found_.candidates[*shown].predictedIou, 'f', 2);
    if (found_.candidates.size() == 1)
        return tr("Predicted IoU %1").arg(iou);
    return tr("Mask %1 of %2 (keys 1 to %2), predicted IoU %3")
        .arg(*shown + 1)
        .arg(found_.candidates.size())
        .arg(iou);
}

QRect PhotoPane::photoArea() const {
    QRect area(QPoint(), photo_.size().scaled(size(), Qt::KeepAspectRatio));
    area.moveCenter(rect().center());
    return area;
}

std::optional<Eigen::Vector2f> PhotoPane::pixelAt(const QPointF& position) const {
    const QRectF area = photoArea();
    if (photo_.isNull() || !area.contains(position))
        return std::nullopt;
    return Eigen::Vector2f(
        static_cast<float>((position.x() - area.left()) / area.width() * photo_.width()),
        static_cast<float>((position.y() - area.top()) / area.height() * photo_.height()));
}

void PhotoPane::setPointing(bool isPointing) {
    if (isPointing == isPointing_)
        return;
    isPointing_ = isPointing;
    setToolTip(isPointing ? QString() : lookingTip()); // it would cover the masks
    setCursor(isPointing ? Qt::CrossCursor : Qt::ArrowCursor);
    forgetCandidates();
    if (isPointing && isVisible() && hasPhoto())
        finder_.prepare(shownView_);
}

std::optional<std::size_t> PhotoPane::shownCandidate() const {
    if (found_.candidates.empty())
        return std::nullopt;
    if (chosen_)
        return std::min(*chosen_, found_.candidates.size() - 1);
    return static_cast<std::size_t>(bestCandidate(found_.candidates) - found_.candidates.data());
}

void PhotoPane::forgetCandidates() {
    found_ = {};
    chosen_.reset();
    whyNoMasks_.clear();
    tintShown();
}

void PhotoPane::showCandidates(const FoundCandidates& found) {
    if (!isPointing_ || found.view != shownView_)
        return;
    found_ = found;
    whyNoMasks_.clear();
    tintShown();
    Q_EMIT candidatesShown();
}

void PhotoPane::tintShown() {
    const auto shown = shownCandidate();
    tint_ = shown ? tinted(found_.candidates[*shown].mask) : QImage();
    update();
}

void PhotoPane::mouseMoveEvent(QMouseEvent* event) {
    if (const auto pixel = pixelAt(event->position()); isPointing_ && pixel)
        finder_.ask(shownView_, *pixel);
}

void PhotoPane::mousePressEvent(QMouseEvent* event) {
    const auto pixel = pixelAt(event->position());
    const bool isRight = event->button() == Qt::RightButton;
    if (!isPointing_ || !pixel || (event->button() != Qt::LeftButton && !isRight))
        return;
    Prompt prompt;
    prompt.isNegative = isRight || event->modifiers().testFlag(Qt::ControlModifier);
    prompt.view = shownView_;
    prompt.camera = document_.project().dataset->view(shownView_).camera;
    prompt.points = {*pixel};
    std::optional<float> granularity;
    if (const std::size_t count = found_.candidates.size(); chosen_ && count > 1)
        granularity = 1 - static_cast<float>(*shownCandidate()) / static_cast<float>(count - 1);
    Q_EMIT promptGiven(
        prompt, prompt.isNegative || event->modifiers().testFlag(Qt::ShiftModifier), granularity);
}

std::optional<std::size_t> PhotoPane::candidateOfKey(const QKeyEvent& event) const {
    const int digit = event.key() - Qt::Key_1;
    if (!isPointing_ || digit < 0 || digit >= static_cast<int>(found_.candidates.size()))
        return std::nullopt;
    return static_cast<std::size_t>(digit);
}

bool PhotoPane::event(QEvent* event) {
    // Digits are the window's shortcuts for tools; over a mask they choose among masks.
    if (event->type() == QEvent::ShortcutOverride &&
        candidateOfKey(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

void PhotoPane::keyPressEvent(QKeyEvent* event) {
    const auto candidate = candidateOfKey(*event);
    if (!candidate)
        return QWidget::keyPressEvent(event);
    chosen_ = candidate;
    tintShown();
}

void PhotoPane::enterEvent(QEnterEvent*) {
    if (isPointing_)
        setFocus();
}

void PhotoPane::leaveEvent(QEvent*) {
    forgetCandidates();
}

void PhotoPane::mouseDoubleClickEvent(QMouseEvent*) {
    if (view_.value >= 0 && !isPointing_)
        Q_EMIT viewActivated(view_);
}

} // namespace cleave::ui

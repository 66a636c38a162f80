// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/viewport_widget.h"

#include "core/field/primitive_cloud.h"
#include "ui/viewport/tools/navigate_tool.h"
#include "ui/viewport/tools/prompt_tools.h"

#include <QSettings>

#include <algorithm>
#include <cmath>
#include <utility>

namespace cleave::ui {

namespace {

constexpr int restDelay =
    150; ///< milliseconds without movement until the full picture is asked for
constexpr double movingBudget = 45; ///< milliseconds a picture may take while the camera moves
constexpr double smallestScale = 0.2;
constexpr double smallestMovingScale = 0.06;
/// Milliseconds that a picture at rest may take at once; a slower one comes in steps, each twice as
/// fine as the one before.
constexpr double restBudget = 300;
/// Milliseconds a pixel, as long as nothing of a field has been drawn: rather too much.
constexpr double guessedPixelCost = 0.01;
constexpr int thumbnailDelay = 120;   ///< milliseconds: thumbnails arrive in bunches
constexpr double frustumShare = 0.05; ///< of the scene's radius

} // namespace

ViewportWidget::ViewportWidget(ProjectDocument& document,
                               ThumbnailCache& thumbnails,
                               QWidget* parent)
    : QWidget(parent)
    , document_(document)
    , thumbnails_(thumbnails)
    , background_(0x20, 0x22, 0x26) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(240, 180);
    if (chooseCanvas(QSettings().value(QStringLiteral("render/canvas")).toString()) ==
        CanvasKind::OpenGl)
        canvas_ = makeOpenGlCanvas(this, [this](QPainter& painter) { paint(painter); });
    else
        setAttribute(Qt::WA_OpaquePaintEvent);
    const auto onPrompt = [this](Prompt prompt, bool isAdding) {
        Q_EMIT promptGiven(prompt, isAdding);
    };
    tools_[ToolKind::Navigate] = std::make_unique<NavigateTool>(
        controller_, [this] { return height(); }, [this] { refine(); });
    tools_[ToolKind::Click] = std::make_unique<ClickTool>(onPrompt);
    tools_[ToolKind::Box] = std::make_unique<BoxTool>(onPrompt);
    tools_[ToolKind::Stroke] = std::make_unique<StrokeTool>(onPrompt);
    setCursor(tools_[toolKind_]->cursor());

    for (QTimer* timer : {&restTimer_, &sourceTimer_, &thumbnailTimer_})
        timer->setSingleShot(true);
    connect(&restTimer_, &QTimer::timeout, this, [this] { requestFrame(false); });
    connect(&sourceTimer_, &QTimer::timeout, this, &ViewportWidget::remakeSource);
    connect(
        &thumbnailTimer_, &QTimer::timeout, this, [this] { requestFrame(restTimer_.isActive()); });
    connect(&worker_, &RenderWorker::rendered, this, &ViewportWidget::showFrame);
    connect(&thumbnails_, &ThumbnailCache::loaded, this, [this] {
        if (frustaVisible_ && !thumbnailTimer_.isActive())
            thumbnailTimer_.start(thumbnailDelay);
    });
    connectDocument();
    adoptScene();
}

ViewportWidget::~ViewportWidget() = default;

void ViewportWidget::connectDocument() {
    connect(&document_, &ProjectDocument::documentReset, this, [this] {
        hasScene_ = false;
        previewField_ = {};
        frame_ = restFrame_ = nullptr;
        isolated_.clear();
        adoptScene();
        invalidateSource();
    });
    connect(&document_, &ProjectDocument::datasetChanged, this, [this] {
        adoptScene(), invalidateSource();
    });
    connect(&document_, &ProjectDocument::fieldChanged, this, [this] {
        adoptScene(), invalidateSource();
    });
    for (const auto signal : {&ProjectDocument::liftedChanged,
                              &ProjectDocument::segmentsChanged,
                              &ProjectDocument::queryChanged,
                              &ProjectDocument::selectionChanged})
        connect(&document_, signal, this, &ViewportWidget::invalidateSource);
}

void ViewportWidget::setTool(ToolKind kind) {
    tools_[toolKind_]->cancel();
    pressedTool_ = nullptr;
    toolKind_ = kind;
    setCursor(tools_[kind]->cursor());
    repaintSoon();
    Q_EMIT toolChanged(kind);
}

void ViewportWidget::setMode(RenderMode mode) {
    if (mode == mode_)
        return;
    mode_ = mode;
    requestFrame(false);
    Q_EMIT modeChanged(mode);
}

void ViewportWidget::setIsolated(std::vector<SegmentId> segments) {
    isolated_ = std::move(segments);
    invalidateSource();
}

void ViewportWidget::setBackground(const QColor& color) {
    background_ = color;
    invalidateSource();
}

void ViewportWidget::setFrustaVisible(bool visible) {
    frustaVisible_ = visible;
    requestFrame(false);
}

void ViewportWidget::setResolutionScale(double scale) {
    resolutionScale_ = std::clamp(scale, smallestScale, 1.0);
    requestFrame(false);
}

void ViewportWidget::setPointSize(double pixels) {
    pointSize_ = pixels;
    invalidateSource();
}

void ViewportWidget::setFovY(double radians) {
    controller_.setFovY(radians);
    refine();
}

void ViewportWidget::setPreviewField(const RadianceField& field) {
    previewField_ = field;
    invalidateSource();
}

void ViewportWidget::setHighlightedView(ViewId view) {
    if (view == highlighted_)
        return;
    highlighted_ = view;
    requestFrame(restTimer_.isActive());
}

void ViewportWidget::setHoveredSegment(SegmentId id) {
    if (id == hovered_)
        return;
    hovered_ = id;
    invalidateSource();
}

void ViewportWidget::adoptScene() {
    const auto& project = document_.project();
    const void* dataset = project.dataset.get();
    // A trained field joins the photos' scene: the camera stays where the person put it.
    if (hasScene_ && dataset == sceneDataset_)
        return;
    if (!dataset && !isTrained(project.field))
        return;
    scene_ = dataset ? sceneOf(*project.dataset) : sceneOf(project.field);
    controller_.setScene(scene_.up, scene_.center, scene_.radius);
    sceneDataset_ = dataset;
    hasScene_ = true;
    thumbnails_.setDataset(project.dataset);
    if (dataset && !project.dataset->views.empty())
        lookThrough(project.dataset->views.front().id);
}

std::shared_ptr<const PaintSource> ViewportWidget::makeSource() const {
    const Project& project = document_.project();
    auto source = std::make_shared<PaintSource>();
    const bool isPreview = isTrained(previewField_);
    source->field = isPreview ? previewField_ : project.field;
    if (!isTrained(source->field))
        return nullptr;
    source->background =
        Eigen::Vector3f(background_.redF(), background_.greenF(), background_.blueF());
    source->pointSize = static_cast<float>(pointSize_ * devicePixelRatioF());
    if (isPreview)
        return source;
    source->segments = project.segments;
    source->isolated = isolated_;
    const auto lifted = project.lifted.find(project.currentMethod);
    if (lifted != project.lifted.end() &&
        lifted->second->fieldRevision == revisionOf(project.field))
        source->features = lifted->second->features;
    if (const auto& similarity = document_.query().similarity)
        source->similarity.assign(similarity->values.begin(), similarity->values.end());
    source->selection = document_.selection();
    if (const Segment* segment = hovered_.value ? project.segments.find(hovered_) : nullptr)
        source->hovered = segment->primitives;
    return source;
}

void ViewportWidget::invalidateSource() {
    isSourceStale_ = true;
    // One command changes the selection and the query and the tree: that is one new picture.
    if (!sourceTimer_.isActive())
        sourceTimer_.start(0);
}

void ViewportWidget::remakeSource() {
    isSourceStale_ = false;
    const std::size_t kind = source_ ? source_->field.index() : std::variant_npos;
    source_ = makeSource();
    // Nobody knows how long another kind of field takes: the first picture is a small one.
    if (source_ && source_->field.index() != kind) {
        movingScale_ = std::min(movingScale_, smallestScale);
        pixelCost_ = guessedPixelCost;
    }
    // What a mode shows may go again, by undo or by clearing: that is no mistake to talk about.
    const bool isGone =
        source_ && ((mode_ == RenderMode::Similarity && source_->similarity.empty()) ||
                    (mode_ == RenderMode::Segments && source_->segments.isEmpty()) ||
                    (mode_ == RenderMode::Features && !source_->features));
    if (isGone && !isTrained(previewField_))
        setMode(RenderMode::Rgb);
    refine();
}

Camera ViewportWidget::camera() const {
    return controller_.camera(width(), height());
}

RenderMode ViewportWidget::previewMode() const {
    // A field that is still being trained carries nothing yet.
    const bool needsMore = mode_ == RenderMode::Similarity || mode_ == RenderMode::Segments ||
                           mode_ == RenderMode::Features;
    return needsMore ? RenderMode::Rgb : mode_;
}

FrustaRequest ViewportWidget::frustaRequest() const {
    FrustaRequest frusta;
    frusta.dataset = document_.project().dataset;
    frusta.thumbnails = thumbnails_.images();
    frusta.size = frustumShare * scene_.radius;
    frusta.highlighted = highlighted_;
    frusta.bounds =
        coveredBounds(isTrained(previewField_) ? previewField_ : document_.project().field);
    return frusta;
}

void ViewportWidget::requestFrame(bool isMoving) {
    if (!isMoving)
        restTimer_.stop();
    requestPicture(isMoving, isMoving ? movingScale_ : firstRestScale());
}

double ViewportWidget::firstRestScale() const {
    const QSizeF size = QSizeF(this->size()) * devicePixelRatioF() * resolutionScale_;
    const double whole = pixelCost_ * size.width() * size.height();
    return whole > 2 * restBudget ? std::sqrt(restBudget / whole) : 1;
}

void ViewportWidget::requestPicture(bool isMoving, double share) {
    if (!hasScene_ || width() < 2 || height() < 2)
        return;
    const double scale = source_ ? resolutionScale_ * share : 1;
    restShare_ = isMoving || !source_ ? 1 : share;
    ViewRequest request;
    request.number = ++requestNumber_;
    request.source = source_;
    request.mode = isTrained(previewField_) ? previewMode() : mode_;
    request.shownSize = (QSizeF(size()) * devicePixelRatioF()).toSize();
    request.camera =
        camera().scaledTo(std::max(2, static_cast<int>(request.shownSize.width() * scale)),
                          std::max(2, static_cast<int>(request.shownSize.height() * scale)));
    request.background = background_.rgb();
    if (frustaVisible_ || !source_)
        request.frusta = frustaRequest();
    request.wantsDepth = !isMoving;
    request.mayBeDropped = !isMoving;
    if (!isMoving)
        restNumber_ = request.number;
    worker_.request(std::move(request));
}

void ViewportWidget::refine() {
    requestFrame(true);
    restTimer_.start(restDelay);
}

void ViewportWidget::showFrame(const std::shared_ptr<const ViewFrame>& frame) {
    if (frame->number < answeredNumber_)
        return;
    answeredNumber_ = frame->number;
    if (!frame->error.isEmpty()) {
        // What a mode lacks is said once, and then something is shown that can be.
        if (std::exchange(lastError_, frame->error) != frame->error)
            Q_EMIT drawingFailed(frame->error);
        setMode(RenderMode::Rgb);
        return;
    }
    lastError_.clear();
    frame_ = frame;
    measure(*frame);
    loadThumbnails(*frame);
    repaintSoon();
    Q_EMIT frameShown();
    if (frame->number != restNumber_)
        return;
    if (restShare_ < 1)
        return requestPicture(false, std::min(1.0, 2 * restShare_));
    restFrame_ = frame;
    Q_EMIT cameraRested();
}

void ViewportWidget::measure(const ViewFrame& frame) {
    // Follow what the machine manages: a slow picture shrinks the next one, a fast one lets it
    // grow.
    if (source_ && frame.isDrawnAnew && frame.milliseconds > 0 && frame.image.width() > 0) {
        const double scale =
            static_cast<double>(frame.camera.intrinsics.width) / frame.image.width();
        const double wanted = scale * std::sqrt(movingBudget / frame.milliseconds);
        movingScale_ = std::clamp(0.6 * movingScale_ + 0.4 * wanted, smallestMovingScale, 1.0);
        pixelCost_ = frame.milliseconds / (static_cast<double>(frame.camera.intrinsics.width) *
                                           frame.camera.intrinsics.height);
    }
    if (frameClock_.isValid()) {
        const double seconds = static_cast<double>(frameClock_.nsecsElapsed()) * 1e-9;
        framesPerSecond_ = 0.8 * framesPerSecond_ + 0.2 / std::max(seconds, 1e-3);
    }
    frameClock_.start();
}

void ViewportWidget::loadThumbnails(const ViewFrame& frame) {
    for (ViewId id : frame.wantedThumbnails)
        thumbnails_.thumbnail(id);
}

bool ViewportWidget::isUpToDate() const {
    return !hasScene_ ||
           (!isSourceStale_ && answeredNumber_ == requestNumber_ && answeredNumber_ == restNumber_);
}

void ViewportWidget::lookThrough(ViewId id) {
    const auto& dataset = document_.project().dataset;
    if (!dataset)
        return;
    const View& view = dataset->view(id);
    controller_.setFovY(view.camera.intrinsics.fovY());
    controller_.setPose(
        view.camera.pose,
        std::max(
            0.1 * scene_.radius,
            (scene_.center - view.camera.pose.centerInWorld()).dot(view.camera.pose.forward())));
    refine();
}

void ViewportWidget::home() {
    controller_.home();
    refine();
}

void ViewportWidget::focusOnSelection() {
    const Project& project = document_.project();
    const Segment* segment = project.segments.find(document_.currentSegment());
    const auto selection = document_.selection() && !document_.selection()->isEmpty()
                               ? document_.selection()
                           : segment ? segment->primitives
                                     : nullptr;
    if (!selection || selection->isEmpty() ||
        selection->fieldRevision() != revisionOf(project.field))
        return home();
    const PrimitiveCloud cloud = primitiveCloud(project.field);
    Eigen::Vector3d mean = Eigen::Vector3d::Zero();
    const std::vector<std::int64_t> indices = selection->indices();
    const auto position = [&](std::int64_t i) {
        return Eigen::Vector3d(cloud.positions(i, 0), cloud.positions(i, 1), cloud.positions(i, 2));
    };
    for (std::int64_t i : indices)
        mean += position(i);
    mean /= static_cast<double>(indices.size());
    std::vector<double> distances;
    for (std::int64_t i : indices)
        distances.push_back((position(i) - mean).norm());
    std::nth_element(distances.begin(),
                     distances.begin() + static_cast<std::ptrdiff_t>(distances.size() * 95 / 100),
                     distances.end());
    controller_.focus(mean, 1.2 * distances[distances.size() * 95 / 100]);
    refine();
}

} // namespace cleave::ui

// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/viewport_widget.h"

#include "core/field/primitive_cloud.h"
#include "ui/viewport/overlays.h"
#include "ui/viewport/tools/navigate_tool.h"
#include "ui/viewport/tools/prompt_tools.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace cleave::ui {

namespace {

constexpr int restDelay =
    150; ///< milliseconds without movement until the full picture is asked for
constexpr double movingBudget = 45; ///< milliseconds a picture may take while the camera moves
constexpr double smallestScale = 0.2;
constexpr double flyStep = 0.04;      ///< shares of the scene's radius for a key press
constexpr double frustumShare = 0.05; ///< of the scene's radius

struct SceneFrame {
    Eigen::Vector3d up = Eigen::Vector3d::UnitZ();
    Eigen::Vector3d center = Eigen::Vector3d::Zero();
    double radius = 1;
};

/// What the photos look at: the point nearest to all optical axes, and how far the cameras are from
/// it.
SceneFrame sceneOf(const Dataset& dataset) {
    SceneFrame scene;
    Eigen::Matrix3d normal = Eigen::Matrix3d::Zero();
    Eigen::Vector3d right = Eigen::Vector3d::Zero(), up = Eigen::Vector3d::Zero(),
                    mean = Eigen::Vector3d::Zero();
    for (const View& view : dataset.views) {
        const Eigen::Vector3d axis = view.camera.pose.forward(),
                              eye = view.camera.pose.centerInWorld();
        const Eigen::Matrix3d across = Eigen::Matrix3d::Identity() - axis * axis.transpose();
        normal += across;
        right += across * eye;
        up -= view.camera.pose.down();
        mean += eye;
    }
    const double count = static_cast<double>(std::max<std::size_t>(1, dataset.views.size()));
    mean /= count;
    if (up.norm() > 1e-6)
        scene.up = up.normalized();
    // Parallel axes leave the point undetermined: then it lies before the cameras at their own
    // extent.
    const double extent = dataset.cameraExtent();
    scene.center = (normal + 1e-3 * count * Eigen::Matrix3d::Identity())
                       .ldlt()
                       .solve(right + 1e-3 * count * mean);
    double distance = 0;
    for (const View& view : dataset.views)
        distance += (view.camera.pose.centerInWorld() - scene.center).norm();
    scene.radius = std::max({0.6 * distance / count, 0.2 * extent, 1e-3});
    return scene;
}

SceneFrame sceneOf(const RadianceField& field) {
    SceneFrame scene;
    const PrimitiveCloud cloud = primitiveCloud(field);
    std::vector<double> axis[3];
    for (std::int64_t i = 0; i < cloud.count();
         i += std::max<std::int64_t>(1, cloud.count() / 20000))
        for (int k = 0; k < 3; ++k)
            axis[k].push_back(cloud.positions(i, k));
    if (axis[0].empty())
        return scene;
    Eigen::Vector3d low, high;
    // Floaters far outside must not shrink the scene to a dot.
    for (int k = 0; k < 3; ++k) {
        std::sort(axis[k].begin(), axis[k].end());
        low[k] = axis[k][axis[k].size() / 20];
        high[k] = axis[k][axis[k].size() - 1 - axis[k].size() / 20];
    }
    scene.up = -Eigen::Vector3d::UnitY(); // splat files come with y down
    scene.center = (low + high) / 2;
    scene.radius = std::max((high - low).norm() / 2, 1e-3);
    return scene;
}

} // namespace

ViewportWidget::ViewportWidget(ProjectDocument& document,
                               ThumbnailCache& thumbnails,
                               QWidget* parent)
    : QOpenGLWidget(parent)
    , document_(document)
    , thumbnails_(thumbnails)
    , background_(0x20, 0x22, 0x26) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setMinimumSize(240, 180);
    const auto onPrompt = [this](Prompt prompt, bool isAdding) {
        Q_EMIT promptGiven(prompt, isAdding);
    };
    tools_[ToolKind::Navigate] = std::make_unique<NavigateTool>(
        controller_, [this] { return height(); }, [this] { cameraMoved(); });
    tools_[ToolKind::Click] = std::make_unique<ClickTool>(onPrompt);
    tools_[ToolKind::Box] = std::make_unique<BoxTool>(onPrompt);
    tools_[ToolKind::Stroke] = std::make_unique<StrokeTool>(onPrompt);
    setCursor(tools_[toolKind_]->cursor());

    restTimer_.setSingleShot(true);
    connect(&restTimer_, &QTimer::timeout, this, [this] { requestFrame(false); });
    connect(&worker_, &RenderWorker::rendered, this, &ViewportWidget::showFrame);
    connect(&thumbnails_, &ThumbnailCache::loaded, this, [this] { update(); });

    const auto changed = [this] { invalidateSource(); };
    connect(&document_, &ProjectDocument::documentReset, this, [this] {
        hasScene_ = false;
        previewField_ = nullptr;
        isolated_.clear();
        promptDepths_.clear();
        adoptScene();
        invalidateSource();
    });
    connect(&document_, &ProjectDocument::datasetChanged, this, [this] {
        adoptScene(), invalidateSource();
    });
    connect(&document_, &ProjectDocument::fieldChanged, this, [this] {
        adoptScene(), invalidateSource();
    });
    connect(&document_, &ProjectDocument::liftedChanged, this, changed);
    connect(&document_, &ProjectDocument::segmentsChanged, this, changed);
    connect(&document_, &ProjectDocument::queryChanged, this, changed);
    connect(&document_, &ProjectDocument::selectionChanged, this, changed);
    adoptScene();
}

ViewportWidget::~ViewportWidget() = default;

void ViewportWidget::setTool(ToolKind kind) {
    tools_[toolKind_]->cancel();
    pressedTool_ = nullptr;
    toolKind_ = kind;
    setCursor(tools_[kind]->cursor());
    update();
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
    update();
}

void ViewportWidget::setResolutionScale(double scale) {
    resolutionScale_ = std::clamp(scale, smallestScale, 1.0);
    requestFrame(false);
}

void ViewportWidget::setFovY(double radians) {
    controller_.setFovY(radians);
    cameraMoved();
}

void ViewportWidget::setPreviewField(std::shared_ptr<const GaussianField> field) {
    previewField_ = std::move(field);
    invalidateSource();
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
    const SceneFrame scene = dataset ? sceneOf(*project.dataset) : sceneOf(project.field);
    controller_.setScene(scene.up, scene.center, scene.radius);
    sceneDataset_ = dataset;
    hasScene_ = true;
    thumbnails_.setDataset(project.dataset);
    if (dataset && !project.dataset->views.empty())
        lookThrough(project.dataset->views.front().id);
}

std::shared_ptr<const PaintSource> ViewportWidget::makeSource() const {
    const Project& project = document_.project();
    auto source = std::make_shared<PaintSource>();
    source->field = previewField_ ? RadianceField(previewField_) : project.field;
    if (!isTrained(source->field))
        return nullptr;
    source->background =
        Eigen::Vector3f(background_.redF(), background_.greenF(), background_.blueF());
    if (previewField_)
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
    source_ = makeSource();
    if (!source_) {
        frame_ = nullptr;
        update();
        return;
    }
    requestFrame(false);
}

Camera ViewportWidget::camera() const {
    return controller_.camera(width(), height());
}

void ViewportWidget::requestFrame(bool isMoving) {
    if (!source_ || width() < 2 || height() < 2)
        return;
    const double scale = resolutionScale_ * (isMoving ? movingScale_ : 1);
    ViewRequest request;
    request.number = ++requestNumber_;
    request.source = source_;
    request.mode = mode_;
    const double ratio = devicePixelRatioF();
    request.camera = camera().scaledTo(std::max(2, static_cast<int>(width() * ratio * scale)),
                                       std::max(2, static_cast<int>(height() * ratio * scale)));
    request.wantsDepth = !isMoving;
    if (!isMoving)
        restNumber_ = request.number;
    worker_.request(std::move(request));
}

void ViewportWidget::cameraMoved() {
    requestFrame(true);
    restTimer_.start(restDelay);
    update();
}

void ViewportWidget::showFrame(const std::shared_ptr<const ViewFrame>& frame) {
    if (!source_)
        return;
    if (frame_ && frame->number < frame_->number)
        return;
    if (!frame->error.isEmpty()) {
        Q_EMIT drawingFailed(frame->error);
        return;
    }
    frame_ = frame;
    if (!frame->depth.empty())
        restFrame_ = frame;
    const bool wasMoving = frame->number != restNumber_;
    // Follow what the machine manages: a slow picture shrinks the next one, a fast one lets it
    // grow.
    if (wasMoving && frame->milliseconds > 0) {
        const double wanted = movingScale_ * std::sqrt(movingBudget / frame->milliseconds);
        movingScale_ = std::clamp(0.6 * movingScale_ + 0.4 * wanted, smallestScale, 1.0);
    }
    if (frameClock_.isValid()) {
        const double seconds = static_cast<double>(frameClock_.nsecsElapsed()) * 1e-9;
        framesPerSecond_ = 0.8 * framesPerSecond_ + 0.2 / std::max(seconds, 1e-3);
    }
    frameClock_.start();
    update();
    Q_EMIT frameShown();
}

bool ViewportWidget::isUpToDate() const {
    return !source_ ||
           (frame_ && frame_->number == requestNumber_ && frame_->number == restNumber_);
}

void ViewportWidget::lookThrough(ViewId id) {
    const auto& dataset = document_.project().dataset;
    if (!dataset)
        return;
    const View& view = dataset->view(id);
    const SceneFrame scene = sceneOf(*dataset);
    controller_.setFovY(view.camera.intrinsics.fovY());
    controller_.setPose(
        view.camera.pose,
        std::max(
            0.1 * scene.radius,
            (scene.center - view.camera.pose.centerInWorld()).dot(view.camera.pose.forward())));
    cameraMoved();
}

void ViewportWidget::home() {
    controller_.home();
    cameraMoved();
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
    cameraMoved();
}

void ViewportWidget::resizeEvent(QResizeEvent* event) {
    QOpenGLWidget::resizeEvent(event);
    cameraMoved();
}

ToolEvent ViewportWidget::toolEvent(const QPointF& position,
                                    Qt::MouseButton button,
                                    Qt::MouseButtons buttons,
                                    Qt::KeyboardModifiers modifiers) const {
    return {position, position - lastMouse_, button, buttons, modifiers, camera()};
}

ViewportTool& ViewportWidget::activeTool(Qt::MouseButtons buttons) const {
    return *tools_.at(buttons.testFlag(Qt::MiddleButton) ? ToolKind::Navigate : toolKind_);
}

void ViewportWidget::mousePressEvent(QMouseEvent* event) {
    lastMouse_ = event->position();
    if (!pressedTool_)
        pressedTool_ = &activeTool(event->buttons());
    pressedTool_->press(
        toolEvent(event->position(), event->button(), event->buttons(), event->modifiers()));
    update();
}

void ViewportWidget::mouseMoveEvent(QMouseEvent* event) {
    if (pressedTool_) {
        pressedTool_->move(
            toolEvent(event->position(), Qt::NoButton, event->buttons(), event->modifiers()));
        update();
    }
    lastMouse_ = event->position();
}

void ViewportWidget::mouseReleaseEvent(QMouseEvent* event) {
    if (!pressedTool_)
        return;
    ViewportTool* tool = pressedTool_;
    if (event->buttons() == Qt::NoButton)
        pressedTool_ = nullptr;
    tool->release(
        toolEvent(event->position(), event->button(), event->buttons(), event->modifiers()));
    update();
}

void ViewportWidget::mouseDoubleClickEvent(QMouseEvent* event) {
    // Turn around what was clicked: the depth under the mouse becomes the target's.
    if (toolKind_ != ToolKind::Navigate || !restFrame_ || event->button() != Qt::LeftButton)
        return;
    const Camera& seen = restFrame_->camera;
    const int x = static_cast<int>(event->position().x() * seen.intrinsics.width / width());
    const int y = static_cast<int>(event->position().y() * seen.intrinsics.height / height());
    if (x < 0 || y < 0 || x >= restFrame_->depth.width || y >= restFrame_->depth.height)
        return;
    const double depth = *restFrame_->depth.at(x, y);
    if (!(depth > 0))
        return;
    controller_.setPose(lookAt(seen.pose.centerInWorld(),
                               seen.unproject(x + 0.5, y + 0.5, depth),
                               -camera().pose.down()),
                        depth);
    cameraMoved();
}

void ViewportWidget::wheelEvent(QWheelEvent* event) {
    controller_.zoom(event->angleDelta().y() / 120.0);
    cameraMoved();
}

void ViewportWidget::keyPressEvent(QKeyEvent* event) {
    const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? 4 * flyStep : flyStep;
    switch (event->key()) {
    case Qt::Key_W:
        controller_.fly(0, 0, step);
        break;
    case Qt::Key_S:
        controller_.fly(0, 0, -step);
        break;
    case Qt::Key_A:
        controller_.fly(-step, 0, 0);
        break;
    case Qt::Key_D:
        controller_.fly(step, 0, 0);
        break;
    case Qt::Key_Q:
        controller_.fly(0, step, 0);
        break;
    case Qt::Key_E:
        controller_.fly(0, -step, 0);
        break;
    case Qt::Key_Escape:
        tools_[toolKind_]->cancel();
        pressedTool_ = nullptr;
        update();
        return;
    default:
        QOpenGLWidget::keyPressEvent(event);
        return;
    }
    cameraMoved();
}

double ViewportWidget::promptDepth(const Prompt& prompt, std::size_t point) const {
    // Depth is known for prompts given over a finished picture; it is kept, because the picture
    // changes.
    const auto known = std::find_if(promptDepths_.begin(),
                                    promptDepths_.end(),
                                    [&](const auto& entry) { return entry.first == prompt; });
    if (known != promptDepths_.end())
        return known->second[point];
    std::vector<double> depths(prompt.points.size(), controller_.distance());
    if (restFrame_ && restFrame_->camera.pose == prompt.camera.pose &&
        prompt.camera.intrinsics.width > 0) {
        for (std::size_t i = 0; i < prompt.points.size(); ++i) {
            const int x = static_cast<int>(prompt.points[i].x() * restFrame_->depth.width /
                                           static_cast<float>(prompt.camera.intrinsics.width));
            const int y = static_cast<int>(prompt.points[i].y() * restFrame_->depth.height /
                                           static_cast<float>(prompt.camera.intrinsics.height));
            if (x < 0 || y < 0 || x >= restFrame_->depth.width || y >= restFrame_->depth.height)
                continue;
            if (const double depth = *restFrame_->depth.at(x, y); depth > 0)
                depths[i] = depth;
        }
    }
    promptDepths_.emplace_back(prompt, depths);
    return depths[point];
}

void ViewportWidget::paintGL() {
    QPainter painter(this);
    painter.fillRect(rect(), background_);
    if (frame_ && !frame_->image.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(rect(), frame_->image);
    }
    const auto& dataset = document_.project().dataset;
    if (dataset && (frustaVisible_ || !source_)) {
        FrustumStyle style;
        style.size = frustumShare * sceneOf(*dataset).radius;
        style.thumbnail = [this](ViewId id) { return thumbnails_.thumbnail(id); };
        paintFrusta(painter, camera(), *dataset, style);
    }
    if (hasScene_)
        paintAxes(painter, camera());
    paintPrompts(painter,
                 camera(),
                 document_.query().prompts,
                 [this](const Prompt& prompt, std::size_t i) { return promptDepth(prompt, i); });
    tools_.at(toolKind_)->paint(painter);
    if (!source_)
        paintEmptyState(painter);
}

void ViewportWidget::paintEmptyState(QPainter& painter) const {
    const QString text = document_.isEmpty()
                             ? tr("Drop a folder of photos, a project or a splat here,\nor choose "
                                  "File > New Project.")
                             : tr("The photos are there. Train the field to see the scene.");
    QFont font = painter.font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    painter.setFont(font);
    const QRect box =
        painter.boundingRect(rect(), Qt::AlignCenter, text).adjusted(-24, -16, 24, 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 140));
    painter.drawRoundedRect(box, 8, 8);
    painter.setPen(QColor(0xe6, 0xe8, 0xec));
    painter.drawText(rect(), Qt::AlignCenter, text);
}

} // namespace cleave::ui

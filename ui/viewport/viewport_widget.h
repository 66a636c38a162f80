// SPDX-License-Identifier: Apache-2.0
// The picture in the middle: shows what the render worker drew last, moves the camera, hands
// gestures to the current tool. While the camera moves it asks for fewer pixels, as many as the
// machine draws in time; when it rests, for all.
#pragma once

#include "ui/document/project_document.h"
#include "ui/models/thumbnail_cache.h"
#include "ui/viewport/camera_controller.h"
#include "ui/viewport/render_worker.h"
#include "ui/viewport/tools/viewport_tool.h"

#include <QElapsedTimer>
#include <QOpenGLWidget>
#include <QTimer>

#include <map>
#include <memory>
#include <set>

namespace cleave::ui {

enum class ToolKind { Navigate, Click, Box, Stroke };

class ViewportWidget : public QOpenGLWidget {
    Q_OBJECT

public:
    ViewportWidget(ProjectDocument& document,
                   ThumbnailCache& thumbnails,
                   QWidget* parent = nullptr);
    ~ViewportWidget() override;

    void setTool(ToolKind kind);

    ToolKind tool() const { return toolKind_; }

    void setMode(RenderMode mode);

    RenderMode mode() const { return mode_; }

    /// Draws these segments alone; empty: everything.
    void setIsolated(std::vector<SegmentId> segments);

    const std::vector<SegmentId>& isolated() const { return isolated_; }

    void setBackground(const QColor& color);
    void setFrustaVisible(bool visible);
    void setResolutionScale(double scale); ///< at rest, (0, 1]
    void setFovY(double radians);
    /// A field that is being trained, shown instead of the document's; null: the document's.
    void setPreviewField(std::shared_ptr<const GaussianField> field);
    /// Tints the primitives of a segment while its row is pointed at; 0: none.
    void setHoveredSegment(SegmentId id);

    void lookThrough(ViewId view);
    void home();
    /// Onto the selection, or the current segment, or the whole scene.
    void focusOnSelection();

    Camera camera() const; ///< in widget pixels

    CameraController& cameraController() { return controller_; }

    const std::shared_ptr<const ViewFrame>& frame() const { return frame_; }

    double framesPerSecond() const { return framesPerSecond_; }

    bool isUpToDate() const; ///< the picture on screen is the newest at full resolution

Q_SIGNALS:
    void promptGiven(const cleave::Prompt& prompt, bool isAdding);
    void modeChanged(cleave::RenderMode mode);
    void toolChanged(cleave::ui::ToolKind tool);
    void frameShown();
    void drawingFailed(const QString& message);

protected:
    void paintGL() override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void adoptScene();
    void invalidateSource();
    void requestFrame(bool isMoving);
    void cameraMoved();
    void showFrame(const std::shared_ptr<const ViewFrame>& frame);
    std::shared_ptr<const PaintSource> makeSource() const;
    ToolEvent toolEvent(const QPointF& position,
                        Qt::MouseButton button,
                        Qt::MouseButtons buttons,
                        Qt::KeyboardModifiers modifiers) const;
    ViewportTool& activeTool(Qt::MouseButtons buttons) const;
    double promptDepth(const Prompt& prompt, std::size_t point) const;
    void paintEmptyState(QPainter& painter) const;

    ProjectDocument& document_;
    ThumbnailCache& thumbnails_;
    RenderWorker worker_;
    CameraController controller_;
    std::map<ToolKind, std::unique_ptr<ViewportTool>> tools_;
    ToolKind toolKind_ = ToolKind::Navigate;
    ViewportTool* pressedTool_ = nullptr;
    QPointF lastMouse_;

    RenderMode mode_ = RenderMode::Rgb;
    std::vector<SegmentId> isolated_;
    SegmentId hovered_;
    QColor background_;
    bool frustaVisible_ = true;
    double resolutionScale_ = 1;
    double movingScale_ = 0.5;
    std::shared_ptr<const GaussianField> previewField_;
    std::shared_ptr<const PaintSource> source_;
    const void* sceneDataset_ = nullptr; ///< what the camera was set up for
    bool hasScene_ = false;

    std::shared_ptr<const ViewFrame> frame_, restFrame_;
    std::uint64_t requestNumber_ = 0, restNumber_ = 0;
    QTimer restTimer_;
    QElapsedTimer frameClock_;
    double framesPerSecond_ = 0;
    mutable std::vector<std::pair<Prompt, std::vector<double>>>
        promptDepths_; ///< of prompts given in this view
};

} // namespace cleave::ui

// SPDX-License-Identifier: Apache-2.0
// The picture in the middle: shows what the render worker drew last, moves the camera, hands
// gestures to the current tool. While the camera or a slider moves it asks for as many pixels as
// the machine draws in time; when it rests, for all.
#pragma once

#include "ui/document/project_document.h"
#include "ui/models/thumbnail_cache.h"
#include "ui/viewport/camera_controller.h"
#include "ui/viewport/canvas.h"
#include "ui/viewport/render_worker.h"
#include "ui/viewport/scene_frame.h"
#include "ui/viewport/tools/viewport_tool.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <map>
#include <memory>
#include <set>

namespace cleave::ui {

enum class ToolKind { Navigate, Click, Box, Stroke };

class ViewportWidget : public QWidget {
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
    void setPreviewField(const RadianceField& field);
    /// Draws the frustum of this photo in front of the others; -1: none.
    void setHighlightedView(ViewId view);
    /// Tints the primitives of a segment while its row is pointed at; 0: none.
    void setHoveredSegment(SegmentId id);

    void lookThrough(ViewId view);
    void home();
    /// Onto the selection, or the current segment, or the whole scene.
    void focusOnSelection();

    Camera camera() const; ///< in widget pixels

    double sceneRadius() const { return scene_.radius; }

    /// Side of a point in the mode Points, pixels of the screen.
    void setPointSize(double pixels);

    CameraController& cameraController() { return controller_; }

    const std::shared_ptr<const ViewFrame>& frame() const { return frame_; }

    double framesPerSecond() const { return framesPerSecond_; }

    bool isUpToDate() const; ///< the picture on screen is the newest at full resolution

    CanvasKind canvasKind() const { return canvas_ ? CanvasKind::OpenGl : CanvasKind::Painted; }

Q_SIGNALS:
    void promptGiven(const cleave::Prompt& prompt, bool isAdding);
    void modeChanged(cleave::RenderMode mode);
    void toolChanged(cleave::ui::ToolKind tool);
    void frameShown();
    /// The picture rests at full resolution; the camera may be another than at the last rest.
    void cameraRested();
    void drawingFailed(const QString& message);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void connectDocument();
    void adoptScene();
    /// Soon, once, however many changes there are until then.
    void invalidateSource();
    void remakeSource();
    void requestFrame(bool isMoving);
    void requestPicture(bool isMoving, double share); ///< share of the full picture's side
    double firstRestScale() const;
    FrustaRequest frustaRequest() const;
    RenderMode previewMode() const;
    /// Few pixels now, all of them when nothing has moved for a moment.
    void refine();
    void showFrame(const std::shared_ptr<const ViewFrame>& frame);
    void measure(const ViewFrame& frame);
    void loadThumbnails(const ViewFrame& frame);
    std::shared_ptr<const PaintSource> makeSource() const;
    ToolEvent toolEvent(const QPointF& position,
                        Qt::MouseButton button,
                        Qt::MouseButtons buttons,
                        Qt::KeyboardModifiers modifiers) const;
    ViewportTool& activeTool(Qt::MouseButtons buttons) const;
    Camera shownCamera() const; ///< of the picture on screen, in widget pixels
    void repaintSoon();
    void paint(QPainter& painter) const;
    void paintEmptyState(QPainter& painter) const;

    ProjectDocument& document_;
    ThumbnailCache& thumbnails_;
    RenderWorker worker_;
    CameraController controller_;
    QWidget* canvas_ = nullptr; ///< with OpenGL; null where this widget paints itself
    std::map<ToolKind, std::unique_ptr<ViewportTool>> tools_;
    ToolKind toolKind_ = ToolKind::Navigate;
    ViewportTool* pressedTool_ = nullptr;
    QPointF lastMouse_;

    RenderMode mode_ = RenderMode::Rgb;
    std::vector<SegmentId> isolated_;
    SegmentId hovered_;
    ViewId highlighted_;
    QColor background_;
    bool frustaVisible_ = true;
    double resolutionScale_ = 1;
    double pointSize_ = 2;
    double movingScale_ = 0.5;   ///< of the side of a picture that is drawn in time
    double restShare_ = 1;       ///< of the side of the full picture, in the step asked for at rest
    double pixelCost_ = 0;       ///< milliseconds, of the last picture
    RadianceField previewField_; ///< null inside: none
    std::shared_ptr<const PaintSource> source_;
    bool isSourceStale_ = false;
    const void* sceneDataset_ = nullptr; ///< what the camera was set up for
    SceneFrame scene_;
    bool hasScene_ = false;

    std::shared_ptr<const ViewFrame> frame_, restFrame_;
    std::uint64_t requestNumber_ = 0, restNumber_ = 0, answeredNumber_ = 0;
    QString lastError_;
    QTimer restTimer_, sourceTimer_, thumbnailTimer_;
    QElapsedTimer frameClock_;
    double framesPerSecond_ = 0;
};

} // namespace cleave::ui

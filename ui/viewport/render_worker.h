// SPDX-License-Identifier: Apache-2.0
// Draws the viewport's pictures on a thread of its own, as large as they are shown. The newest
// request wins: one that waits is replaced; one that is being drawn is finished, or dropped where
// it says that it may be. Nothing here ever waits for the GUI thread, nor the GUI thread for it.
#pragma once

#include "core/dataset/dataset.h"
#include "core/export/view_painter.h"
#include "ui/viewport/latest_slot.h"

#include <QHash>
#include <QImage>
#include <QObject>
#include <QSize>

#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace cleave::ui {

/// The photos' cameras, drawn into the picture so that both are of one moment.
struct FrustaRequest {
    std::shared_ptr<const Dataset> dataset; ///< null: none
    QHash<int, QImage> thumbnails;          ///< by view; those there are
    double size = 0.1;                      ///< scene units
    ViewId highlighted;
    Bounds bounds; ///< of the scene; empty: none are drawn
};

/// What is to be drawn. The source is shared and immutable: a new one is made when the document or
/// the mode changes, not when the camera moves.
struct ViewRequest {
    std::uint64_t number = 0;
    std::shared_ptr<const PaintSource> source; ///< null: nothing but the ground and the frusta
    RenderMode mode = RenderMode::Rgb;
    Camera camera;                ///< its size is that of what is drawn
    QSize shownSize;              ///< pixels of the screen that the picture is enlarged to
    QRgb background = 0xff000000; ///< where there is no source
    FrustaRequest frusta;
    bool wantsDepth = false;   ///< also the z-depth, for focusing and for prompts in space
    bool mayBeDropped = false; ///< half drawn, as soon as a newer request waits
};

struct ViewFrame {
    std::uint64_t number = 0;
    Camera camera;
    QImage image;                         ///< RGB32 of shownSize; null when drawing failed
    FloatImage depth;                     ///< of the camera's size; empty unless wanted
    QString error;                        ///< one line when drawing failed
    double milliseconds = 0;              ///< of drawing, without the frusta
    bool isDrawnAnew = true;              ///< false where only frusta changed
    std::vector<ViewId> wantedThumbnails; ///< that would be seen if they were there
};

class RenderWorker : public QObject {
    Q_OBJECT

public:
    explicit RenderWorker(QObject* parent = nullptr);
    ~RenderWorker() override;

    void request(ViewRequest request);

Q_SIGNALS:
    /// On the GUI thread.
    void rendered(const std::shared_ptr<const cleave::ui::ViewFrame>& frame);

private:
    void run(const std::stop_token& stop);

    LatestSlot<ViewRequest> slot_;
    std::jthread thread_;
};

} // namespace cleave::ui

Q_DECLARE_METATYPE(std::shared_ptr<const cleave::ui::ViewFrame>)

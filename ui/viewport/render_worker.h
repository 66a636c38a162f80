// SPDX-License-Identifier: Apache-2.0
// Draws the viewport's pictures on a thread of its own. The newest request wins: one that waits is
// replaced, one that is being drawn is finished. Nothing here ever waits for the GUI thread, nor
// the GUI thread for it.
#pragma once

#include "core/export/view_painter.h"
#include "ui/viewport/latest_slot.h"

#include <QImage>
#include <QObject>

#include <cstdint>
#include <memory>
#include <thread>

namespace cleave::ui {

/// What is to be drawn. The source is shared and immutable: a new one is made when the document or
/// the mode changes, not when the camera moves.
struct ViewRequest {
    std::uint64_t number = 0;
    std::shared_ptr<const PaintSource> source; ///< null: nothing to draw
    RenderMode mode = RenderMode::Rgb;
    Camera camera;           ///< its size is the picture's size
    bool wantsDepth = false; ///< also the z-depth, for focusing and for prompts in space
};

struct ViewFrame {
    std::uint64_t number = 0;
    Camera camera;
    QImage image;     ///< RGB; null when drawing failed
    FloatImage depth; ///< empty unless wanted
    QString error;    ///< one line when drawing failed
    double milliseconds = 0;
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

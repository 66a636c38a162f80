// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/render_worker.h"

#include "ui/tasks/error_text.h"

#include <QElapsedTimer>

#include <cstring>

namespace cleave::ui {

namespace {

QImage toQImage(const Image& picture) {
    QImage image(picture.width, picture.height, QImage::Format_RGB888);
    const std::size_t row = static_cast<std::size_t>(picture.width) * 3;
    for (int y = 0; y < picture.height; ++y)
        std::memcpy(image.scanLine(y), picture.at(0, y), row);
    return image;
}

} // namespace

RenderWorker::RenderWorker(QObject* parent) : QObject(parent) {
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

RenderWorker::~RenderWorker() {
    thread_.request_stop();
    thread_.join();
}

void RenderWorker::request(ViewRequest request) {
    slot_.put(std::move(request));
}

void RenderWorker::run(const std::stop_token& stop) {
    // Preparing a painter (colours of segments, projections of features) costs more than a picture,
    // so it is kept while the source stays.
    std::shared_ptr<const PaintSource> source;
    RenderMode mode = RenderMode::Rgb;
    std::unique_ptr<ViewPainter> painter;
    while (const auto request = slot_.take(stop)) {
        auto frame = std::make_shared<ViewFrame>();
        frame->number = request->number;
        frame->camera = request->camera;
        QElapsedTimer clock;
        clock.start();
        try {
            if (request->source &&
                (source != request->source || mode != request->mode || !painter)) {
                painter = nullptr;
                source = request->source;
                mode = request->mode;
                painter = std::make_unique<ViewPainter>(*source, mode);
            }
            if (request->source) {
                frame->image = toQImage(painter->paint(request->camera));
                if (request->wantsDepth)
                    frame->depth = painter->depth(request->camera);
            }
        } catch (...) {
            frame->error = currentErrorText();
        }
        frame->milliseconds = static_cast<double>(clock.nsecsElapsed()) * 1e-6;
        QMetaObject::invokeMethod(this, [this, frame] { Q_EMIT rendered(frame); });
    }
}

} // namespace cleave::ui

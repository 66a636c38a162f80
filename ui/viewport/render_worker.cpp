// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/render_worker.h"

#include "core/base/error.h"
#include "ui/tasks/error_text.h"
#include "ui/viewport/overlays.h"

#include <QElapsedTimer>
#include <QPainter>

namespace cleave::ui {

namespace {

QImage enlarged(const Image& picture, const QSize& size) {
    const QImage wrapped(picture.pixels.data(),
                         picture.width,
                         picture.height,
                         picture.width * 3,
                         QImage::Format_RGB888);
    // 32 bits: what screens take without conversion, and what enlarges fast.
    const QImage image = wrapped.convertToFormat(QImage::Format_RGB32);
    return image.size() == size
               ? image
               : image.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

/// What stays from one request to the next.
class Drawer {
public:
    /// Null where the picture was dropped.
    std::shared_ptr<ViewFrame> draw(const ViewRequest& request,
                                    const std::function<bool()>& isStale) {
        auto frame = std::make_shared<ViewFrame>();
        frame->number = request.number;
        frame->camera = request.camera;
        try {
            frame->isDrawnAnew = !holds(request);
            if (frame->isDrawnAnew)
                drawPicture(request, isStale);
            frame->milliseconds = milliseconds_;
            frame->depth = depth_;
            frame->image = picture_;
            if (request.frusta.dataset)
                drawFrusta(request, *frame);
        } catch (const Cancelled&) {
            picture_ = QImage();
            return nullptr;
        } catch (...) {
            picture_ = QImage();
            frame->error = currentErrorText();
        }
        return frame;
    }

private:
    /// Whether the last picture is the one that is asked for.
    bool holds(const ViewRequest& request) const {
        return !picture_.isNull() && picture_.size() == request.shownSize &&
               source_ == request.source && mode_ == request.mode && camera_ == request.camera &&
               background_ == request.background && (hasDepth_ || !request.wantsDepth);
    }

    void drawPicture(const ViewRequest& request, const std::function<bool()>& isStale) {
        QElapsedTimer clock;
        clock.start();
        // Preparing a painter (colours of segments, projections of features) costs more than a
        // picture: kept while the source stays.
        if (request.source && (source_ != request.source || mode_ != request.mode || !painter_)) {
            painter_ = nullptr;
            painter_ = std::make_unique<ViewPainter>(*request.source, request.mode);
        }
        source_ = request.source;
        mode_ = request.mode;
        camera_ = request.camera;
        background_ = request.background;
        hasDepth_ = request.wantsDepth;
        depth_ = {};
        if (request.source) {
            picture_ = enlarged(painter_->paint(request.camera,
                                                request.wantsDepth ? &depth_ : nullptr,
                                                request.mayBeDropped ? isStale : nullptr),
                                request.shownSize);
        } else {
            painter_ = nullptr;
            picture_ = QImage(request.shownSize, QImage::Format_RGB32);
            picture_.fill(request.background);
        }
        milliseconds_ = static_cast<double>(clock.nsecsElapsed()) * 1e-6;
    }

    static void drawFrusta(const ViewRequest& request, ViewFrame& frame) {
        QPainter painter(&frame.image);
        FrustumStyle style;
        style.size = request.frusta.size;
        style.highlighted = request.frusta.highlighted;
        style.thumbnail = [&](ViewId id) {
            const auto found = request.frusta.thumbnails.constFind(id.value);
            if (found != request.frusta.thumbnails.constEnd())
                return *found;
            frame.wantedThumbnails.push_back(id);
            return QImage();
        };
        const Camera shown =
            request.camera.scaledTo(request.shownSize.width(), request.shownSize.height());
        paintFrusta(painter, shown, *request.frusta.dataset, style);
        if (!request.frusta.bounds.isEmpty())
            paintBounds(painter, shown, request.frusta.bounds);
    }

    std::unique_ptr<ViewPainter> painter_;
    std::shared_ptr<const PaintSource> source_;
    RenderMode mode_ = RenderMode::Rgb;
    Camera camera_;
    QRgb background_ = 0;
    QImage picture_;
    FloatImage depth_;
    bool hasDepth_ = false;
    double milliseconds_ = 0;
};

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
    Drawer drawer;
    while (const auto request = slot_.take(stop)) {
        const std::shared_ptr<const ViewFrame> frame =
            drawer.draw(*request, [&] { return slot_.isWaiting() || stop.stop_requested(); });
        if (frame)
            QMetaObject::invokeMethod(this, [this, frame] { Q_EMIT rendered(frame); });
    }
}

} // namespace cleave::ui

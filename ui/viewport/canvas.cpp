// SPDX-License-Identifier: Apache-2.0
#include "ui/viewport/canvas.h"

#include <QGuiApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QOpenGLWidget>
#include <QPainter>

namespace cleave::ui {

namespace {

class OpenGlCanvas : public QOpenGLWidget {
public:
    OpenGlCanvas(QWidget* parent, std::function<void(QPainter&)> paint)
        : QOpenGLWidget(parent)
        , paint_(std::move(paint)) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

protected:
    void paintGL() override {
        QPainter painter(this);
        paint_(painter);
    }

private:
    std::function<void(QPainter&)> paint_;
};

QString askRenderer() {
    // The offscreen platform promises contexts and then crashes where it runs without a display.
    if (QGuiApplication::platformName() == QStringLiteral("offscreen"))
        return {};
    QOffscreenSurface surface;
    surface.create();
    QOpenGLContext context;
    if (!surface.isValid() || !context.create() || !context.makeCurrent(&surface))
        return {};
    const auto* name = reinterpret_cast<const char*>(context.functions()->glGetString(GL_RENDERER));
    const QString renderer = QString::fromUtf8(name ? name : "");
    context.doneCurrent();
    return renderer;
}

bool isSoftware(const QString& renderer) {
    for (const char* name :
         {"llvmpipe", "softpipe", "swrast", "swiftshader", "software", "gdi generic"})
        if (renderer.contains(QLatin1String(name), Qt::CaseInsensitive))
            return true;
    return false;
}

} // namespace

const QString& openGlRenderer() {
    static const QString renderer = askRenderer();
    return renderer;
}

CanvasKind chooseCanvas(const QString& wanted) {
    if (wanted == QStringLiteral("painted") || openGlRenderer().isEmpty())
        return CanvasKind::Painted;
    return wanted == QStringLiteral("opengl") || !isSoftware(openGlRenderer())
               ? CanvasKind::OpenGl
               : CanvasKind::Painted;
}

QWidget* makeOpenGlCanvas(QWidget* parent, std::function<void(QPainter&)> paint) {
    return new OpenGlCanvas(parent, std::move(paint));
}

} // namespace cleave::ui

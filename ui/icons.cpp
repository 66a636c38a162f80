// SPDX-License-Identifier: Apache-2.0
#include "ui/icons.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

// A static library's resources are dropped by the linker unless somebody asks for them, and the
// macro must stand outside namespaces.
static void initIconResources() {
    Q_INIT_RESOURCE(resources);
}

namespace cleave::ui {

namespace {

/// What the SVG files draw with, and what the palette's colours stand in for.
constexpr auto lineColorInFile = "#808080";
constexpr auto accentColorInFile = "#2f7fe0";

QByteArray iconFile(const QString& name) {
    initIconResources();
    QFile file(QStringLiteral(":/cleave/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QPalette::ColorGroup groupOf(QIcon::Mode mode) {
    return mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
}

class PaletteIconEngine : public QIconEngine {
public:
    PaletteIconEngine(QString name, QByteArray svg)
        : name_(std::move(name))
        , svg_(std::move(svg)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const QPalette palette = QGuiApplication::palette();
        const QColor line = palette.color(groupOf(mode),
                                          mode == QIcon::Selected ? QPalette::HighlightedText
                                                                  : QPalette::ButtonText);
        const QColor accent = mode == QIcon::Disabled || mode == QIcon::Selected
                                  ? line
                                  : palette.color(QPalette::Link);
        QByteArray svg = svg_;
        svg.replace(lineColorInFile, line.name().toLatin1());
        svg.replace(accentColorInFile, accent.name().toLatin1());
        const int side = std::min(rect.width(), rect.height());
        QRect square(0, 0, side, side);
        square.moveCenter(rect.center());
        QSvgRenderer(svg).render(painter, QRectF(square));
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        const QPalette palette = QGuiApplication::palette();
        const QString key = QStringLiteral("cleave-icon/%1/%2x%3/%4/%5/%6")
                                .arg(name_)
                                .arg(size.width())
                                .arg(size.height())
                                .arg(static_cast<int>(mode))
                                .arg(palette.color(QPalette::ButtonText).name(),
                                     palette.color(QPalette::Link).name());
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;
        pixmap = QPixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    bool isNull() override { return svg_.isEmpty(); }

    QString iconName() override { return name_; }

    QIconEngine* clone() const override { return new PaletteIconEngine(*this); }

private:
    QString name_;
    QByteArray svg_;
};

} // namespace

QIcon icon(const QString& name) {
    QByteArray svg = iconFile(name);
    return svg.isEmpty() ? QIcon() : QIcon(new PaletteIconEngine(name, std::move(svg)));
}

QIcon applicationIcon() {
    initIconResources();
    return QIcon(QStringLiteral(":/cleave/icons/app.svg"));
}

} // namespace cleave::ui

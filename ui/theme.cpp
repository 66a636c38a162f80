// SPDX-License-Identifier: Apache-2.0
#include "ui/theme.h"

#include <QApplication>
#include <QFile>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>

static void initStyleResources() {
    Q_INIT_RESOURCE(resources);
}

namespace cleave::ui {

namespace {

/// The colours of a theme; every widget's are made from these.
struct ThemeColors {
    QRgb window, base, alternate, button, text, dimmed, line, accent, onAccent, link, toolTip;
};

constexpr ThemeColors lightColors = {.window = 0xfff3f4f6,
                                     .base = 0xffffffff,
                                     .alternate = 0xfff7f8fa,
                                     .button = 0xfffbfbfc,
                                     .text = 0xff1f2430,
                                     .dimmed = 0xff8a91a0,
                                     .line = 0xffccd1d9,
                                     .accent = 0xff2f7fe0,
                                     .onAccent = 0xffffffff,
                                     .link = 0xff1f6fd0,
                                     .toolTip = 0xffffffff};
constexpr ThemeColors darkColors = {.window = 0xff24272e,
                                    .base = 0xff1b1e24,
                                    .alternate = 0xff20242b,
                                    .button = 0xff2f343d,
                                    .text = 0xffe3e6eb,
                                    .dimmed = 0xff7d8593,
                                    .line = 0xff3d434e,
                                    .accent = 0xff3d8bec,
                                    .onAccent = 0xffffffff,
                                    .link = 0xff6cacff,
                                    .toolTip = 0xff2f343d};

constexpr int darkBelow = 128; ///< lightness of a window's ground

QPalette paletteOf(const ThemeColors& c) {
    QPalette palette;
    const QColor line(c.line), window(c.window);
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, QColor(c.text));
    palette.setColor(QPalette::Base, QColor(c.base));
    palette.setColor(QPalette::AlternateBase, QColor(c.alternate));
    palette.setColor(QPalette::Text, QColor(c.text));
    palette.setColor(QPalette::PlaceholderText, QColor(c.dimmed));
    palette.setColor(QPalette::Button, QColor(c.button));
    palette.setColor(QPalette::ButtonText, QColor(c.text));
    palette.setColor(QPalette::BrightText, QColor(c.onAccent));
    palette.setColor(QPalette::Highlight, QColor(c.accent));
    palette.setColor(QPalette::HighlightedText, QColor(c.onAccent));
    palette.setColor(QPalette::Link, QColor(c.link));
    palette.setColor(QPalette::LinkVisited, QColor(c.link));
    palette.setColor(QPalette::ToolTipBase, QColor(c.toolTip));
    palette.setColor(QPalette::ToolTipText, QColor(c.text));
    palette.setColor(QPalette::Light, window.lighter(115));
    palette.setColor(QPalette::Midlight, window.lighter(107));
    palette.setColor(QPalette::Mid, line);
    palette.setColor(QPalette::Dark, line.darker(125));
    palette.setColor(QPalette::Shadow, line.darker(190));
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        palette.setColor(QPalette::Disabled, role, QColor(c.dimmed));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, line);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, QColor(c.dimmed));
    return palette;
}

QString styleSheet() {
    initStyleResources();
    QFile file(QStringLiteral(":/cleave/styles/studio.qss"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

void applyTheme(QApplication& application, const QString& theme) {
    // Asked once, before our own palette hides the desktop's.
    static const bool systemIsDark =
        application.palette().color(QPalette::Window).lightness() < darkBelow;
    static const bool hasStyle = [] {
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
        return true;
    }();
    Q_UNUSED(hasStyle)
    const bool isDark =
        theme == QStringLiteral("dark") || (theme != QStringLiteral("light") && systemIsDark);
    QApplication::setPalette(paletteOf(isDark ? darkColors : lightColors));
    // Rules name palette roles, so they must be read again for the new palette.
    application.setStyleSheet(QString());
    application.setStyleSheet(styleSheet());
}

} // namespace cleave::ui

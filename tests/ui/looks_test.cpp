// SPDX-License-Identifier: Apache-2.0
// Icons and themes: everything named is there, and what is drawn stands out from its ground.
#include "ui/icons.h"
#include "ui/theme.h"

#include <QApplication>
#include <QDir>
#include <QPalette>
#include <QSvgRenderer>
#include <QTest>

#include <cmath>

using namespace cleave::ui;

namespace {

constexpr int iconSize = 24;
constexpr int visibleDifference = 60; ///< of lightness, of 255

/// Lightness of the icon's strokes, weighted by how much they cover; negative where nothing is
/// drawn.
double strokeLightness(const QIcon& icon) {
    const QImage image = icon.pixmap(QSize(iconSize, iconSize), 1.0)
                             .toImage()
                             .convertToFormat(QImage::Format_ARGB32);
    double sum = 0, weight = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor color = image.pixelColor(x, y);
            sum += color.alpha() * color.lightness();
            weight += color.alpha();
        }
    }
    return weight > 0 ? sum / weight : -1;
}

QStringList iconNames() {
    QStringList names;
    for (const QString& file : QDir(QStringLiteral(CLEAVE_SOURCE_DIR "/resources/icons"))
                                   .entryList({QStringLiteral("*.svg")}))
        names << file.chopped(4);
    return names;
}

} // namespace

class LooksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFileIsAnIcon();
    void aNameThatIsNotThereGivesNoIcon();
    void iconsStandOutInBothThemes_data();
    void iconsStandOutInBothThemes();
    void textStandsOutInBothThemes_data();
    void textStandsOutInBothThemes();
};

void LooksTest::everyFileIsAnIcon() {
    QVERIFY(iconNames().size() > 30);
    for (const QString& name : iconNames()) {
        QVERIFY2(!icon(name).isNull(), qPrintable(name)); // also: it is listed in resources.qrc
        QVERIFY2(QSvgRenderer(QStringLiteral(CLEAVE_SOURCE_DIR "/resources/icons/%1.svg").arg(name))
                     .isValid(),
                 qPrintable(name));
    }
    QVERIFY(!applicationIcon().isNull());
}

void LooksTest::aNameThatIsNotThereGivesNoIcon() {
    QVERIFY(icon(QStringLiteral("nobody")).isNull());
}

void LooksTest::iconsStandOutInBothThemes_data() {
    QTest::addColumn<QString>("theme");
    QTest::newRow("light") << QStringLiteral("light");
    QTest::newRow("dark") << QStringLiteral("dark");
}

void LooksTest::iconsStandOutInBothThemes() {
    QFETCH(QString, theme);
    applyTheme(*qApp, theme);
    const int ground = QGuiApplication::palette().color(QPalette::Window).lightness();
    for (const QString& name : iconNames()) {
        const double lightness = strokeLightness(icon(name));
        QVERIFY2(lightness >= 0, qPrintable(name));
        if (name != QStringLiteral("app"))
            QVERIFY2(std::abs(lightness - ground) > visibleDifference, qPrintable(name));
    }
}

void LooksTest::textStandsOutInBothThemes_data() {
    iconsStandOutInBothThemes_data();
}

void LooksTest::textStandsOutInBothThemes() {
    QFETCH(QString, theme);
    applyTheme(*qApp, theme);
    const QPalette palette = QGuiApplication::palette();
    const auto difference = [&](QPalette::ColorRole text, QPalette::ColorRole ground) {
        return std::abs(palette.color(text).lightness() - palette.color(ground).lightness());
    };
    QVERIFY(difference(QPalette::WindowText, QPalette::Window) > 2 * visibleDifference);
    QVERIFY(difference(QPalette::Text, QPalette::Base) > 2 * visibleDifference);
    QVERIFY(difference(QPalette::ButtonText, QPalette::Button) > 2 * visibleDifference);
    QVERIFY(difference(QPalette::HighlightedText, QPalette::Highlight) > visibleDifference);
    QVERIFY(difference(QPalette::PlaceholderText, QPalette::Base) > visibleDifference);
    const bool isDark = palette.color(QPalette::Window).lightness() <
                        palette.color(QPalette::WindowText).lightness();
    QCOMPARE(isDark, theme == QStringLiteral("dark"));
}

QTEST_MAIN(LooksTest)
#include "looks_test.moc"

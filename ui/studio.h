// SPDX-License-Identifier: Apache-2.0
// The program around its window: takes over the settings, and makes the window anew when another
// language is chosen.
#pragma once

#include <QObject>
#include <QString>

#include <memory>

class QApplication;

namespace cleave::ui {

class MainWindow;

class Studio : public QObject {
    Q_OBJECT

public:
    /// Language, theme and threads as the settings say.
    explicit Studio(QApplication& application);
    ~Studio() override;

    MainWindow& window() { return *window_; }

    /// The same document in a new window; what could be undone is forgotten.
    void chooseLanguage(const QString& language);

private:
    void makeWindow();

    QApplication& application_;
    std::unique_ptr<MainWindow> window_;
};

} // namespace cleave::ui

"""The style sheet: what the palette cannot say. Widgets opt in by properties, never by subclass names of ours."""

from __future__ import annotations

from string import Template

from workbench.gui.tokens import TOKENS, Scheme
from workbench.model.resources import resource

SHEET = Template("""
QMainWindow, QMenuBar, QToolBar, QStatusBar { background: $window; border: none; }
QMenuBar { padding: 2px 8px; } QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; } QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $doubtful; } QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 6px; }
QSplitter::handle { background: $window; }
*[panel="true"] { background: $surface; border-radius: 8px; }
*[card="true"] { background: $raised; border-radius: 8px; }
QLabel[role="muted"] { color: $muted; } QLabel[role="note"] { color: $muted; font-size: 12px; }
QLabel[role="heading"] { font-weight: 600; } QLabel[role="cardTitle"] { font-weight: 600; font-size: 14px; }
QLabel[role="formTitle"] { font-weight: 600; font-size: 15px; } QLabel[role="small"] { font-size: 12px; }
QLabel[role="scalar"] { font-size: 20px; } QLabel[role="number"] { font-size: 13px; }
QLabel[role="chip"] { font-weight: 500; }
QLabel[role="exact"] { background: $selection; color: $accent_text; border-radius: 4px; padding: 0 7px;
  font-weight: 600; }
QLabel[ink="green"] { color: $green; } QLabel[ink="amber"] { color: $amber; }
QLabel[ink="red"] { color: $red; } QLabel[ink="muted"] { color: $muted; }
#chip { border-radius: 11px; background: $sunken; } #chip[ink="green"] { background: $green_ground; }
#chip[ink="amber"] { background: $amber_ground; } #chip[ink="red"] { background: $red_ground; }
#codeLine { background: $sunken; border-radius: 6px; }
QFrame[role="hairline"] { background: $line; max-height: 1px; min-height: 1px; border: none; }
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { background: $surface; color: $text; border: 1px solid $control;
  border-radius: 6px; padding: 0 8px; min-height: 26px; selection-background-color: $selection;
  selection-color: $text; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus { border: 2px solid $accent; padding: 0 7px;
  min-height: 24px; }
QLineEdit:disabled, QComboBox:disabled { border-color: $line; color: $doubtful; }
QLineEdit[invalid="true"], QComboBox[invalid="true"] { border: 1px solid $red; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url("$down"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; selection-background-color: $selection;
  selection-color: $text; outline: none; }
QPushButton { background: $surface; color: $text; border: 1px solid $control; border-radius: 6px; padding: 0 12px;
  min-height: 26px; font-weight: 500; }
QPushButton:hover { background: $hover; } QPushButton:pressed { background: $selection; }
QPushButton:focus { border: 2px solid $accent; padding: 0 11px; min-height: 24px; }
QPushButton:disabled { color: $doubtful; border-color: $line; }
QPushButton[small="true"] { min-height: 22px; padding: 0 10px; }
QPushButton[small="true"]:focus { min-height: 20px; padding: 0 9px; }
QPushButton[primary="true"] { background: $accent; color: $on_accent; border: none; min-height: 30px; padding: 0 14px;
  font-weight: 600; }
QPushButton[primary="true"]:hover { background: $accent_text; color: $surface; }
QPushButton[primary="true"]:focus { border: 2px solid $text; min-height: 26px; padding: 0 12px; }
QPushButton[primary="true"]:disabled { background: $sunken; color: $doubtful; border: 1px solid $line;
  min-height: 28px; }
QPushButton[link="true"] { border: none; background: transparent; color: $accent_text; padding: 0 4px; }
QToolButton { background: transparent; border: none; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: $hover; } QToolButton:checked { background: $selection; color: $accent_text; }
QToolButton:focus { border: 2px solid $accent; padding: 2px; }
QToolBar QToolButton { padding: 5px 8px; font-weight: 500; } QToolBar QToolButton:hover { background: $surface; }
QToolBar QToolButton:focus { padding: 3px 6px; }
QToolBar { spacing: 4px; padding: 0 8px; } QToolBar::separator { width: 1px; background: $line; margin: 10px 6px; }
QTabBar { background: transparent; } QTabBar::tab { background: transparent; color: $muted; padding: 9px 4px 7px 4px;
  margin: 0 8px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; } QTabBar::tab:focus { color: $accent_text; }
QTabWidget::pane { border: none; border-top: 1px solid $line; } QTabWidget { background: $surface; }
QListView, QTreeView, QListWidget { background: $surface; border: none; outline: none; }
QListView::item, QTreeView::item { min-height: 26px; border: none; }
QListView::item:selected, QTreeView::item:selected { background: $selection; color: $text; }
QListView::item:hover:!selected, QTreeView::item:hover:!selected { background: $hover; }
#operationList::item { min-height: 28px; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }
QScrollBar::handle:hover { background: $control; } QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolButton[fold="true"] { font-weight: 600; padding: 2px 4px 2px 0; }
QToolButton[fold="true"]:focus { padding: 0 2px 0 0; }
QComboBox[small="true"] { min-height: 22px; font-size: 12px; }
QComboBox[small="true"]:focus { min-height: 20px; }
QToolButton[framed="true"] { border: 1px solid $control; }
QToolButton[framed="true"]:focus { border: 2px solid $accent; }
QProgressBar { background: $line; border: none; border-radius: 3px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QCheckBox { spacing: 8px; } QCheckBox:focus { color: $accent_text; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $control; border-radius: 4px;
  background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$check"); }
QCheckBox::indicator:focus { border: 2px solid $accent_text; width: 14px; height: 14px; }
QCheckBox::indicator:disabled { border-color: $line; background: $sunken; }
#finderPopup { background: $surface; border: 1px solid $control; } #finder { min-width: 120px; }
""")


def stylesheet(scheme: Scheme) -> str:
    """The sheet in the colours of one scheme."""
    pictures = {"down": f"down-{scheme}.png", "check": "check.png"}
    paths = {name: resource("icons", file).as_posix() for name, file in pictures.items()}
    return SHEET.substitute({**TOKENS[scheme], **paths})

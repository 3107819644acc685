"""A program that forgets one variant of the errors of a publish."""

from trackpost import NoProject, NotAProject, PublishError, Undelivered


def is_the_folder(error: PublishError) -> bool:
    """Say whether another folder would help; NoProject is missing."""
    is_it = False
    if isinstance(error, NoProject | NotAProject | Undelivered):
        match error:  # must be reported: NoProject has no case
            case NotAProject():
                is_it = True
            case Undelivered():
                is_it = False
    return is_it

namespace Reprise.Privacy.Redaction;

/// <summary>Which of the two bodies of a call.</summary>
public enum BodySide
{
    Request,
    Response,
}

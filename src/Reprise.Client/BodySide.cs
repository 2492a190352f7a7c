namespace Reprise.Client;

/// <summary>Which body of an interaction.</summary>
public enum BodySide
{
    Request,
    Response,
}

namespace Reprise.Routing;

/// <summary>What a route says of a call, in its metadata.</summary>
public static class RouteLabels
{
    public const string Route = "reprise_route";

    /// <summary>The target that answered, or was asked last.</summary>
    public const string Target = "reprise_target";
    public const string Reason = "reprise_route_reason";

    /// <summary>The model as the client asked for it; the record's own model is the one that was sent.</summary>
    public const string AskedModel = "reprise_asked_model";

    /// <summary>The targets that failed before, with a comma between them.</summary>
    public const string Failed = "reprise_failed_targets";
}

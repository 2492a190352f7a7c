using Reprise.Access;

namespace Reprise.Server.Access;

/// <summary>Routes that give out what was recorded say so here: it goes on the audit log before it goes out.</summary>
internal static class AuditedReads
{
    public const string Read = "record.read";
    public const string Export = "record.export";

    /// <summary>What a person reads: the content of an interaction. Programs that read are not written down; they have no curiosity.</summary>
    public static RouteHandlerBuilder IsRead(this RouteHandlerBuilder route) => route.WithAudit(Read, ofProgramsToo: false);

    /// <summary>What is taken away as a whole, by whomever.</summary>
    public static RouteHandlerBuilder IsExport(this RouteHandlerBuilder route) => route.WithAudit(Export, ofProgramsToo: true);

    private static RouteHandlerBuilder WithAudit(this RouteHandlerBuilder route, string action, bool ofProgramsToo) =>
        route.WithMetadata(new AuditedAs(action)).AddEndpointFilter(async (invocation, next) =>
        {
            // After the handler, whose answer is made and not sent yet: what there was nothing to read of is not written down.
            var answer = await next(invocation);
            var http = invocation.HttpContext;
            if (ofProgramsToo || http.Caller().IsPerson) await http.RequestServices.GetRequiredService<ReadLog>().WriteAsync(http, action, SubjectOf(http), DetailsOf(http));
            return answer;
        });

    private static string? SubjectOf(HttpContext http) => (http.GetRouteValue("id") ?? http.GetRouteValue("name") ?? http.GetRouteValue("branch")) as string ?? http.Request.Path.Value;

    private static AccessDetails? DetailsOf(HttpContext http) => http.Request.Query["q"].ToString() is { Length: > 0 } filter ? new AccessDetails { Filter = filter.Length <= 1000 ? filter : filter[..1000] + "…" } : null;
}

/// <summary>Under which action the use of a route goes on the audit log.</summary>
internal sealed record AuditedAs(string Action);

using Reprise.Access;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Telemetry.Decoding;
using Reprise.Store;

namespace Reprise.Server.Telemetry;

/// <summary>OTLP over HTTP, at the paths that exporters and their settings name.</summary>
internal static class OtlpEndpoints
{
    /// <summary>Before a signal's name. The first is OTLP's own and stands below the short form of OpenAI's address; the others are what people have in their settings already.</summary>
    private static readonly string[] s_prefixes = ["/v1", "/api/public/otel/v1", "/api/otel/v1"];

    /// <summary>Whether a path, without its query, is OTLP's and not a call to a provider. As generous as routing is: what is meant for us must not go to a provider for a stroke at its end.</summary>
    public static bool IsOurs(ReadOnlySpan<char> path)
    {
        var bare = path.TrimEnd('/');
        return bare.Equals("/v1/traces", StringComparison.OrdinalIgnoreCase) || bare.Equals("/v1/logs", StringComparison.OrdinalIgnoreCase) || bare.Equals("/v1/metrics", StringComparison.OrdinalIgnoreCase);
    }

    public static IEndpointRouteBuilder MapOtlp(this IEndpointRouteBuilder routes)
    {
        foreach (var prefix in s_prefixes)
        {
            Map($"{prefix}/traces", OtlpSignal.Traces);
            Map($"{prefix}/logs", OtlpSignal.Logs);
            Map($"{prefix}/metrics", OtlpSignal.Metrics);
        }

        return routes;

        void Map(string path, OtlpSignal signal) =>
            routes.MapPost(path, http => TakeAsync(http, signal)).Needs(Permission.Record).WithMetadata(OtlpRefusals.OverHttp).ExcludeFromDescription();
    }

    private static async Task TakeAsync(HttpContext http, OtlpSignal signal)
    {
        if (EncodingOf(http) is not { } encoding)
        {
            await OtlpAnswers.WriteAsync(http, OtlpEncoding.Json, new ApiProblem(415, "unsupported-media-type", "Not a content type of OTLP",
                $"'{ApiProblem.Short(http.Request.ContentType ?? "")}' is not understood here; expected application/x-protobuf or application/json."));
            return;
        }

        try
        {
            var services = http.RequestServices;
            var bodies = services.GetRequiredService<BodiesUnderWay>();
            bodies.Open(http);
            using var body = await bodies.ReadAsync(http.Request.Body, http.Request.Headers.ContentEncoding.ToString(), http.RequestAborted);
            var result = await services.GetRequiredService<TelemetryIntake>().TakeAsync(body.Bytes, encoding, signal, RequestProject.ProjectOf(http), http.RequestAborted);
            await OtlpAnswers.WriteAsync(http, encoding, OtlpAnswers.Response(encoding, signal, result));
        }
        catch (Exception e) when (OtlpRefusals.ProblemOf(e, http) is { } problem)
        {
            await OtlpAnswers.WriteAsync(http, encoding, problem);
        }
    }

    /// <summary>Of a request; null when its content type is neither. Without one it is protobuf, which is OTLP's first choice.</summary>
    public static OtlpEncoding? EncodingOf(HttpContext http)
    {
        var type = http.Request.ContentType ?? "";
        var end = type.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? type : type[..end]).Trim().ToUpperInvariant() switch
        {
            "" or "APPLICATION/X-PROTOBUF" or "APPLICATION/PROTOBUF" or "APPLICATION/OCTET-STREAM" => OtlpEncoding.Protobuf,
            "APPLICATION/JSON" => OtlpEncoding.Json,
            _ => null,
        };
    }
}

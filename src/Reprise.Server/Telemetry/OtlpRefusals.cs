using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Telemetry.Decoding;
using Reprise.Store;

namespace Reprise.Server.Telemetry;

/// <summary>Tells exporters in their own protocol that they may not come in, or what was wrong.</summary>
internal sealed class OtlpRefusals(bool isGrpc) : IOwnRefusals
{
    public static OtlpRefusals OverHttp { get; } = new(isGrpc: false);

    public static OtlpRefusals OverGrpc { get; } = new(isGrpc: true);

    public Task WriteAsync(HttpContext http, ApiProblem problem) =>
        isGrpc ? GrpcAnswers.WriteAsync(http, problem) : OtlpAnswers.WriteAsync(http, OtlpEndpoints.EncodingOf(http) ?? OtlpEncoding.Json, problem);

    /// <summary>What a failure is to an exporter; null for what is none of theirs.</summary>
    public static ApiProblem? ProblemOf(Exception failure, HttpContext http) => failure switch
    {
        ApiProblem known => known,
        InvalidDataException broken => new ApiProblem(400, "invalid-request", "The request cannot be read", broken.Message),
        BadHttpRequestException { StatusCode: 413 } => ApiProblem.TooLarge("The body is larger than this server takes. Send it in parts."),
        BadHttpRequestException bad => new ApiProblem(400, "invalid-request", "The request cannot be read", bad.Message),
        StoreException { IsTransient: true } full => ApiProblem.StoreUnavailable(full.Message),
        StoreException refused => new ApiProblem(500, "internal", "It could not be recorded", refused.Message),
        IOException broken when !http.RequestAborted.IsCancellationRequested => new ApiProblem(400, "invalid-request", "The request cannot be read", broken.Message),
        _ => null,
    };
}

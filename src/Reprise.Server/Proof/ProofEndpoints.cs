using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Proof;
using Reprise.Proof.Verification;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Server.Interactions;

namespace Reprise.Server.Proof;

/// <summary>Shows the proof, verifies the record against it, and signs checkpoints.</summary>
internal static class ProofEndpoints
{
    public static IEndpointRouteBuilder MapProof(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/interactions/{id}/proof", ProofAsync).WithTags("proof").WithName("getInclusionProof").Needs(Permission.Read).WithSummary("The proof that an interaction was recorded as it is")
            .WithDescription("With what was hashed, its salts, the path in the tree and the signed checkpoint, so that it can be checked by somebody with no access to the record; the documentation has a script. Signs a checkpoint where the last one does not hold it yet.")
            .Problems(400, 404, 409, 503);
        var group = routes.MapGroup("/api/proof").WithTags("proof");
        group.MapGet("", Status).WithName("getProof").Needs(Permission.Administer).WithSummary("How the proof is doing");
        group.MapGet("verify", (Delegate)Verify).WithName("verifyRecord").Needs(Permission.Administer).WithSummary("Verify the whole record of all projects, or what was recorded since a time")
            .WithDescription("NDJSON: lines with `progress` while it works, then one with the `report`. Ends when the request does.").Produces<VerificationLineDocument>(200, VerificationResult.MediaType).Problems(400, 409, 503);
        group.MapPost("verify", (Delegate)VerifyAgainst).WithName("verifyRecordAgainst").Needs(Permission.Administer).WithSummary("The same against a checkpoint that was kept elsewhere")
            .WithDescription("Only this shows that the whole record was replaced by an older copy.").Produces<VerificationLineDocument>(200, VerificationResult.MediaType).Problems(400, 409, 415, 503);
        group.MapPost("checkpoint", CheckpointAsync).WithName("signCheckpoint").Needs(Permission.Administer).WithSummary("Sign a checkpoint over everything until now, to be kept elsewhere").Problems(409, 503);
        return routes;
    }

    private static async Task<Ok<InclusionProof>> ProofAsync(HttpContext http, InteractionReads reads, [Description("The interaction's id.")] string id, CancellationToken cancellationToken)
    {
        var record = await reads.RecordAsync(RequestProject.ProjectOf(http), id, cancellationToken);
        return TypedResults.Ok(await ReadsOf(http).ProofOfAsync(record, cancellationToken));
    }

    private static Ok<ProofStatusDocument> Status(ProofStatusReport report) => TypedResults.Ok(report.Make());

    private static VerificationResult Verify(HttpContext http, TimeProvider time, [Description(Describe.From)] string? since = null) =>
        new(ReadsOf(http), new VerificationOptions { Since = ListQuery.Time("since", since, time) });

    private static VerificationResult VerifyAgainst(HttpContext http, TimeProvider time, VerificationDocument request) => new(ReadsOf(http), new VerificationOptions
    {
        Since = ListQuery.Time("since", request.Since, time),
        Checkpoint = request.Checkpoint is not { } given ? null
            : ExportedCheckpoint.Parse(given.ToJson()) ?? throw ApiProblem.InvalidParameter("checkpoint", "The checkpoint cannot be read, or its signature is not that of its key."),
    });

    private static async Task<Ok<ExportedCheckpoint>> CheckpointAsync(HttpContext http, CancellationToken cancellationToken) => TypedResults.Ok(await ReadsOf(http).CheckpointAsync(cancellationToken));

    private static ProofReads ReadsOf(HttpContext http) =>
        http.RequestServices.GetService<ProofReads>() ?? throw new ApiProblem(409, "proof-off", "The proof is off", "Proof:Enabled is false on this server: nothing is proven.");
}

/// <summary>What to verify.</summary>
internal sealed record VerificationDocument
{
    /// <summary>Only what was recorded from then on.</summary>
    public string? Since { get; init; }

    /// <summary>A checkpoint that was exported.</summary>
    public ExportedCheckpoint? Checkpoint { get; init; }
}

/// <summary>A line of a verification: one of the two.</summary>
internal sealed record VerificationLineDocument
{
    public VerificationProgress? Progress { get; init; }
    public VerificationReport? Report { get; init; }
}

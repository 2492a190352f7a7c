using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Interactions;
using Reprise.Security;
using Reprise.Security.Policies;
using Reprise.Security.Rules;
using Reprise.Security.Scanning;
using Reprise.Server.Access;
using Reprise.Server.Api;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Yara;

namespace Reprise.Server.Security;

/// <summary>What scanning has loaded, what it says of a text, what is done about it, and scans of what is on record.</summary>
internal static class SecurityEndpoints
{
    private const int MostTestCharacters = 1 << 20;

    public static IEndpointRouteBuilder MapSecurity(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/security").WithTags("security");
        group.MapGet("status", Status).Needs(Permission.Read).WithName("getSecurityStatus").WithSummary("The library, rules and errors of scanning, and what was done at the gateway");
        group.MapPost("test", Test).Needs(Permission.Read).WithName("testSecurity").WithSummary("Everything that scanning finds in a text, and what the project's policy would do").Problems(400, 413, 415);
        group.MapGet("policy", GetPolicy).Needs(Permission.Read).WithName("getSecurityPolicy").WithSummary("What the project does about what scanning finds").Problems(400);
        group.MapPut("policy", SetPolicyAsync).Needs(Permission.Own).WithName("setSecurityPolicy").WithSummary("Set what the project does about what scanning finds")
            .WithDescription("Holds at once on this server and within seconds on others. A policy without rules is none. It is on the audit log.").Problems(400, 415, 503);
        group.MapDelete("policy", RemovePolicyAsync).Needs(Permission.Own).WithName("removeSecurityPolicy").WithSummary("Take the project's policy back; findings go on being recorded").Problems(400, 404, 503);
        group.MapPost("scans", ScanAsync).Needs(Permission.Analyse).WithName("scanInteractions").WithSummary("Scan what is on record again, and add what is found as facts")
            .WithDescription("Works for 20 seconds at most; `complete` is false when there is more to do, and a request with the answer's `cursor` goes on. It is on the audit log.").Problems(400, 415, 503);
        return routes;
    }

    private static Ok<SecurityStatusDocument> Status(IRuleScanner rules, SecurityScanner scanner, SecurityOptions options, SecurityCounters counters, SecurityFolder folder)
    {
        var (scans, faults) = scanner.Counters;
        return TypedResults.Ok(new SecurityStatusDocument
        {
            Scan = options.Scan,
            Yara = rules.Status,
            RuleFolder = folder.Path,
            InjectionThreshold = Math.Round(scanner.Model.Threshold, 4),
            Scans = scans,
            Faults = faults,
            RequestsChecked = counters.Requests,
            RequestsRedacted = counters.Redacted,
            RequestsBlocked = counters.BlockedRequests,
            AnswersChecked = counters.Answers,
            AnswersBlocked = counters.BlockedAnswers,
        });
    }

    private static Ok<FindingsDocument> Test(HttpContext http, SecurityScanner scanner, SecurityPolicies policies, SecurityTestDocument request)
    {
        var project = RequestProject.ProjectOf(http);
        var (text, answer, system) = (request.Text ?? "", request.Answer ?? "", request.System ?? "");
        if (text.Length + answer.Length == 0) throw ApiProblem.InvalidParameter("text", "Say what to scan in text or answer.");
        if (text.Length + answer.Length + system.Length > MostTestCharacters) throw ApiProblem.TooLarge($"The texts are longer than {MostTestCharacters:N0} characters.");
        var findings = scanner.Scan(new ScanTexts(system, text, text, answer));
        var rule = policies.Find(project) is { } policy ? PolicyDecision.Of(policy, findings, text.Length == 0 ? SecuritySide.Answer : answer.Length == 0 ? SecuritySide.Request : SecuritySide.Both) : null;
        return TypedResults.Ok(FindingsDocument.Of(findings, rule));
    }

    private static Ok<SecurityPolicy> GetPolicy(HttpContext http, SecurityPolicies policies) => TypedResults.Ok(policies.Find(RequestProject.ProjectOf(http)) ?? new SecurityPolicy());

    private static async Task<Ok<SecurityPolicy>> SetPolicyAsync(HttpContext http, SecurityPolicies policies, SecurityPolicy policy, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        if (policy.Mistakes().FirstOrDefault() is { } mistake) throw new ApiProblem(400, "invalid-security-policy", "The policy cannot be used", $"{char.ToUpperInvariant(mistake[0])}{mistake[1..]}.");
        await policies.SetAsync(project, policy, http.Caller().Actor, cancellationToken);
        return TypedResults.Ok(policy);
    }

    private static async Task<NoContent> RemovePolicyAsync(HttpContext http, SecurityPolicies policies, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        return await policies.RemoveAsync(project, http.Caller().Actor, cancellationToken)
            ? TypedResults.NoContent()
            : throw new ApiProblem(404, "security-policy-not-set", "No policy is set", $"Project '{project}' has no security policy.");
    }

    private static async Task<Ok<ScanDocument>> ScanAsync(HttpContext http, StoredScan scan, ISettingsStore settings, TimeProvider time, ScanRequestDocument request, CancellationToken cancellationToken)
    {
        if (request is { Q: null, From: null, To: null }) throw ApiProblem.InvalidParameter("q", "Say what to scan with q, from or to; an empty q selects everything in the project.");
        if (request.Rules is not null && !scan.Options.Yara) throw new ApiProblem(400, "invalid-rules", "The rules cannot be used", $"Looking for rules is {SecurityServices.TurnedOff} on this server.");
        var query = ListQuery.Of(http, time, request.Q, request.From, request.To, 200, request.Cursor, null);
        using var own = request.Rules is null ? null : YaraScanner.TryCompile(request.Rules, out var error) ?? throw new ApiProblem(400, "invalid-rules", "The rules cannot be used", $"{error}.");
        var result = await scan.RunAsync(query, own, request.DryRun, cancellationToken);
        if (request.DryRun) return TypedResults.Ok(result);
        var now = time.GetUtcNow();
        var entry = new AuditEntry
        {
            Id = InteractionId.At(now), Timestamp = now, Project = query.Project, Actor = http.Caller().Actor, Action = "security.scan", Subject = request.Q is { Length: > 0 and <= 4000 } asked && !asked.Any(char.IsControl) ? asked : null,
            Details = $"{{\"scanned\":{result.Scanned},\"found\":{result.Found},\"facts\":{result.Facts}}}",
        };
        await settings.AppendAuditAsync([entry], cancellationToken);
        return TypedResults.Ok(result);
    }
}

/// <summary>Where one's own rules lie.</summary>
internal sealed record SecurityFolder(string Path);

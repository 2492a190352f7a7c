using System.ComponentModel;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Reprise.Access;
using Reprise.Interactions;
using Reprise.Privacy.Policies;
using Reprise.Privacy.Redaction;
using Reprise.Server.Access;
using Reprise.Server.Api;

namespace Reprise.Server.Privacy;

/// <summary>Shows, sets and tries privacy policies, and keeps the list of users who opted out.</summary>
internal static class PrivacyEndpoints
{
    private const string ScopeHelp = "`project` (the default) or `installation` for every project that has no policy of its own.";
    private const int TextMax = 1 << 20;
    private const int UserMax = 1024;
    private const int ReasonMax = 1000;

    public static IEndpointRouteBuilder MapPrivacy(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/privacy").WithTags("privacy");
        group.MapGet("policy", Get).WithName("getPrivacyPolicy").Needs(Permission.Read).WithSummary("What of a project's calls is recorded, and in what form").Problems(400, 503);
        group.MapPut("policy", SetAsync).WithName("setPrivacyPolicy").Needs(Permission.Own).WithSummary("Set the privacy policy, from the next call on")
            .WithDescription("Members that are left out have the value they have in the policy `open`. What is on record already stays as it is.").Problems(400, 403, 415, 503);
        group.MapDelete("policy", UnsetAsync).WithName("unsetPrivacyPolicy").Needs(Permission.Own).WithSummary("Take back what was set").Problems(400, 403, 404, 503);
        group.MapGet("presets", Presets).WithName("listPrivacyPresets").Needs(Permission.SignedIn).WithSummary("Policies to begin with");
        group.MapPost("test", Test).WithName("testPrivacy").Needs(Permission.Read).WithSummary("What a policy would leave of a text or a body; nothing is stored").Problems(400, 413, 415, 503);
        group.MapGet("opt-outs", ListAsync).WithName("listOptOuts").Needs(Permission.Own).WithSummary("Users of whom nothing is recorded, as keyed hashes").Problems(400, 503);
        group.MapPost("opt-outs", AddAsync).WithName("addOptOut").Needs(Permission.Record).WithSummary("Record nothing of a user from now on")
            .WithDescription("Holds at once on this server, and within two seconds on others of the same record. What is on record already stays until it is erased.").Problems(400, 415, 503);
        group.MapPost("opt-outs/remove", RemoveAsync).WithName("removeOptOut").Needs(Permission.Own).WithSummary("Let a user be recorded again").Problems(400, 404, 415, 503);
        return routes;
    }

    private static Ok<PrivacyPolicyDocument> Get(HttpContext http, PrivacyPolicies policies) => TypedResults.Ok(DocumentOf(RequestProject.ProjectOf(http), policies));

    private static async Task<Ok<PrivacyPolicyDocument>> SetAsync(
        HttpContext http, PrivacyPolicies policies, PrivacyChanges changes, PrivacyPolicy policy, CancellationToken cancellationToken, [Description(ScopeHelp)] string? scope = null)
    {
        Check(policy);
        await changes.SetAsync(http.ProjectOrInstallation(scope), policy, http.Caller().Actor, cancellationToken);
        return Get(http, policies);
    }

    private static async Task<Ok<PrivacyPolicyDocument>> UnsetAsync(
        HttpContext http, PrivacyPolicies policies, PrivacyChanges changes, CancellationToken cancellationToken, [Description(ScopeHelp)] string? scope = null)
    {
        var project = http.ProjectOrInstallation(scope);
        if (!await changes.UnsetAsync(project, http.Caller().Actor, cancellationToken))
            throw new ApiProblem(404, "privacy-policy-not-set", "Nothing was set", project.Length == 0 ? "No privacy policy was set for every project." : $"No privacy policy was set for project '{project}'.");
        return Get(http, policies);
    }

    private static Ok<PrivacyPresetListDocument> Presets() => TypedResults.Ok(new PrivacyPresetListDocument { Items = [.. PrivacyPresets.All.Values] });

    private static Ok<PrivacyTestResultDocument> Test(HttpContext http, PrivacyPolicies policies, PrivacyTestDocument test)
    {
        var project = RequestProject.ProjectOf(http);
        if (test.Text is null == test.Body is null) throw ApiProblem.InvalidParameter("text", "Send either a text or a body.");
        if ((test.Text ?? test.Body)!.Length > TextMax) throw ApiProblem.TooLarge($"A test takes at most {TextMax:N0} characters.");
        if (test.Policy is not null) Check(test.Policy);
        var policy = test.Policy is { } tried ? policies.Compile(project, tried) : InForce(project, policies);
        return TypedResults.Ok(test.Text is { } text ? OfText(policy, text) : OfBody(policy, test));
    }

    private static PrivacyTestResultDocument OfText(PolicyInForce policy, string text)
    {
        var redacted = policy.Text.Redact(text);
        return new PrivacyTestResultDocument
        {
            Policy = policy.Policy.Name,
            Result = redacted.Text,
            Counts = redacted.Spans.GroupBy(static span => span.Type, StringComparer.Ordinal).OrderBy(static group => group.Key, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.Count(), StringComparer.Ordinal),
            Findings = [.. redacted.Spans.Select(PrivacyFindingDocument.Of)],
            Dropped = [],
            Restricted = [],
        };
    }

    private static PrivacyTestResultDocument OfBody(PolicyInForce policy, PrivacyTestDocument test)
    {
        var side = test.Side switch
        {
            null or "" or "request" => BodySide.Request,
            "response" => BodySide.Response,
            _ => throw ApiProblem.InvalidParameter("side", $"'{ApiProblem.Short(test.Side)}' is no side; expected request or response."),
        };
        var shaped = policy.Try(new Body { Bytes = Encoding.UTF8.GetBytes(test.Body!), ContentType = test.ContentType }, side);
        var note = shaped.Note ?? new PrivacyNote();
        return new PrivacyTestResultDocument
        {
            Policy = policy.Policy.Name,
            Result = shaped.Body is { } body ? Encoding.UTF8.GetString(body.Bytes.Span) : null,
            Counts = note.Counts,
            Findings = [.. note.Redactions.Select(static one => new PrivacyFindingDocument { Type = one.Type, Place = one.Place, NewStart = one.Start, NewLength = one.Length })],
            Dropped = note.Dropped,
            Restricted = note.Restricted,
            Fault = shaped.Fault,
        };
    }

    private static async Task<Ok<OptOutListDocument>> ListAsync(HttpContext http, PrivacyChanges changes, CancellationToken cancellationToken) =>
        TypedResults.Ok(new OptOutListDocument { Items = await changes.ListOptOutsAsync(RequestProject.ProjectOf(http), cancellationToken) });

    private static async Task<Ok<OptOut>> AddAsync(HttpContext http, PrivacyChanges changes, OptOutRequestDocument request, CancellationToken cancellationToken)
    {
        if (request.Reason is { Length: > ReasonMax }) throw ApiProblem.InvalidParameter("reason", $"A reason has at most {ReasonMax:N0} characters.");
        return TypedResults.Ok(await changes.OptOutAsync(RequestProject.ProjectOf(http), UserOf(request), request.Reason, http.Caller().Actor, cancellationToken));
    }

    private static async Task<NoContent> RemoveAsync(HttpContext http, PrivacyChanges changes, OptOutRequestDocument request, CancellationToken cancellationToken)
    {
        var project = RequestProject.ProjectOf(http);
        if (!await changes.OptInAsync(project, UserOf(request), http.Caller().Actor, cancellationToken))
            throw new ApiProblem(404, "opt-out-not-found", "That user has not opted out", $"Nobody of that id has opted out in project '{project}'.");
        return TypedResults.NoContent();
    }

    private static string UserOf(OptOutRequestDocument request) =>
        request.User is { Length: > 0 and <= UserMax } user ? user : throw ApiProblem.InvalidParameter("user", $"A user's id has 1 to {UserMax:N0} characters.");

    private static void Check(PrivacyPolicy policy)
    {
        foreach (var (member, mistake) in policy.Mistakes())
        {
            var problem = new ApiProblem(400, "invalid-privacy-policy", "The policy cannot be used", $"{member} {mistake}.");
            problem.Members["parameter"] = member;
            throw problem;
        }
    }

    private static PolicyInForce InForce(string project, PrivacyPolicies policies) =>
        policies.Find(project) ?? throw ApiProblem.StoreUnavailable("The privacy policies cannot be read.");

    private static PrivacyPolicyDocument DocumentOf(string project, PrivacyPolicies policies)
    {
        var policy = InForce(project, policies);
        return new PrivacyPolicyDocument { Project = project, IsSet = policy.IsSet, Policy = policy.Policy };
    }
}

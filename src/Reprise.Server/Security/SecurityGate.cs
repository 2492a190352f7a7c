using System.Text;
using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Privacy.Detection;
using Reprise.Privacy.Policies;
using Reprise.Privacy.Redaction;
using Reprise.Security;
using Reprise.Security.Policies;
using Reprise.Security.Scanning;
using Reprise.Server.Gateway;
using Reprise.Wire;

namespace Reprise.Server.Security;

/// <summary>
/// Where a relayed call meets its project's security policy: after its request was read, before cache and provider. A call of a project without a policy passes
/// with one look into an empty table.
/// </summary>
internal sealed class SecurityGate(SecurityPolicies policies, SecurityScanner scanner, Detector detector, SecurityOptions options, SecurityCounters counters, CaptureQueue queue)
{
    public const string HeaderName = "Reprise-Security";

    public SecurityScanner Scanner => scanner;

    public Detector Detector => detector;

    public SecurityOptions Options => options;

    public SecurityCounters Counters => counters;

    /// <summary>True when the client has its answer: the request was blocked.</summary>
    public ValueTask<bool> CheckAsync(HttpContext http, RelayedCall call, RequestBody body) =>
        policies.Find(call.Captured.Project) is { } policy ? CheckAsync(http, call, body, policy) : new(false);

    private async ValueTask<bool> CheckAsync(HttpContext http, RelayedCall call, RequestBody body, SecurityPolicy policy)
    {
        var acts = policy.Rules.Any(static rule => rule.ActsOn(SecuritySide.Request));
        var checks = policy.Rules.Any(static rule => rule.ActsOn(SecuritySide.Answer));
        if (!acts && !checks) return false;

        // 1. What cannot be looked at does not pass where something must be looked for.
        if (!body.CanSendAgain && acts) return await BlockAsync(http, call, "unreadable", "is too long to be looked at");
        var decoded = DecodedBody.Find(call.RequestBody, out var fault);
        if ((decoded is null || fault is not null) && acts) return await BlockAsync(http, call, "unreadable", "cannot be read");
        var bytes = decoded ?? default;
        var dialect = DialectCatalog.Find(call.Captured.Dialect, call.Captured.Provider, call.Captured.Method, call.Captured.Path, bytes);
        var asked = dialect.ReadRequest(new WireRequest(call.Captured.Method, call.Captured.Path, bytes, call.RequestBody.ContentType), details: false);

        // 2. What is asked.
        if (acts && !bytes.IsEmpty)
        {
            counters.AddChecked(SecuritySide.Request);
            var findings = scanner.Scan(TextsOf(asked, bytes));
            var rule = PolicyDecision.Of(policy, findings, SecuritySide.Request);
            if (rule is not null) call.Captured.Security = findings.ToNote();
            if (rule is { Action: SecurityAction.Block }) return await BlockAsync(http, call, rule.Name, $"was stopped by the rule '{rule.Name}'");
            Redact(http, call, policy, rule);
        }

        // 3. What will be answered.
        if (!checks) return false;
        call.Check = new AnswerCheck(this, policy, asked, dialect);
        // An answer is looked at as it comes, and a compressed stream cannot be.
        http.Request.Headers.AcceptEncoding = "identity";
        return false;
    }

    /// <summary>
    /// The same look at a call that goes out in a batch: why it must not, or null. What a rule takes out of its request is out when this returns. Answers are looked at when
    /// they are recorded, since nobody waits for them.
    /// </summary>
    public string? WhyNotSent(CapturedCall call)
    {
        if (policies.Find(call.Project) is not { } policy || !policy.Rules.Any(static rule => rule.ActsOn(SecuritySide.Request)) || call.Request is not { } request) return null;
        var dialect = DialectCatalog.Find(call.Dialect, call.Provider, call.Method, call.Path, request.Bytes);
        var asked = dialect.ReadRequest(new WireRequest(call.Method, call.Path, request.Bytes, request.ContentType), details: false);
        counters.AddChecked(SecuritySide.Request);
        var findings = scanner.Scan(TextsOf(asked, request.Bytes));
        var rule = PolicyDecision.Of(policy, findings, SecuritySide.Request);
        if (rule is not null) call.Security = findings.ToNote();
        if (rule is { Action: SecurityAction.Block })
        {
            counters.AddBlocked(SecuritySide.Request);
            return $"was stopped by the rule '{rule.Name}' of this project's security policy";
        }

        if (Redacted(request, policy, rule) is not var (after, by)) return null;
        call.Request = after;
        counters.AddRedacted();
        call.Security = (call.Security ?? new SecurityNote()) with { Action = "redact", ActionReason = by };
        return null;
    }

    /// <summary>Answers in the provider's own error shape; nobody else is asked.</summary>
    public async Task<bool> BlockAsync(HttpContext http, RelayedCall call, string rule, string why)
    {
        counters.AddBlocked(SecuritySide.Request);
        await AnswerAsync(http, call, rule, $"the request {why} of this project's security policy");
        return true;
    }

    /// <summary>The same for an answer of which nothing has been sent yet.</summary>
    public Task BlockAnswerAsync(HttpContext http, RelayedCall call, string rule)
    {
        counters.AddBlocked(SecuritySide.Answer);
        return AnswerAsync(http, call, rule, $"the answer was stopped by the rule '{rule}' of this project's security policy");
    }

    /// <summary>Puts what was done on the call's record.</summary>
    public static void Mark(RelayedCall call, SecurityAction action, string rule) =>
        call.Captured.Security = (call.Captured.Security ?? new SecurityNote()) with { Action = action == SecurityAction.Block ? "block" : "redact", ActionReason = rule };

    private async Task AnswerAsync(HttpContext http, RelayedCall call, string rule, string message)
    {
        Mark(call, SecurityAction.Block, rule);
        var body = ProviderError.Of(call.Asked, call.Captured.Path, StatusCodes.Status400BadRequest, "blocked", "Reprise: " + message);
        var response = http.Response;
        response.Headers.Clear();
        response.Headers["Reprise-Id"] = call.Captured.Id.ToString();
        response.Headers[HeaderName] = "blocked";
        response.StatusCode = StatusCodes.Status400BadRequest;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        call.Recording.IsStream = false;
        call.Recording.AddResponse(body);
        call.SetResponse(StatusCodes.Status400BadRequest, "application/json", null);
        call.Complete(queue, CallOutcome.Blocked, message);
        await response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>Takes out what rules say, in the whole request: a conversation is sent again with each turn, and what was found in the first stands in all.</summary>
    private void Redact(HttpContext http, RelayedCall call, SecurityPolicy policy, SecurityRule? decided)
    {
        if (Redacted(call.RequestBody, policy, decided) is not var (after, rule)) return;
        call.ReplaceRequest(after);
        if (after.ContentEncoding is null) http.Request.Headers.Remove("Content-Encoding");
        http.Response.Headers[HeaderName] = "redacted";
        counters.AddRedacted();
        Mark(call, SecurityAction.Redact, rule);
    }

    /// <summary>What is left of a request, and by which rule; null when nothing is taken out.</summary>
    private (Body After, string Rule)? Redacted(Body before, SecurityPolicy policy, SecurityRule? decided)
    {
        var rules = policy.Rules.Where(rule => rule.ActsOn(SecuritySide.Request) && rule.Action == SecurityAction.Redact && (rule == decided || LooksForTypesAlone(rule))).ToList();
        if (rules.Count == 0) return null;
        var modes = new Dictionary<string, RedactionMode>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            foreach (var type in TypesOf(rule)) modes[type] = RedactionMode.Label;
        }

        var shape = new PrivacyPolicy { Name = "security", Redact = modes };
        var notes = new RedactionNotes();
        if (new BodyRedactor(shape, new TextRedactor(shape, detector, default(ReadOnlyMemory<byte>))).Redact(before, BodySide.Request, notes) is not { } after || after.Bytes.Equals(before.Bytes)) return null;
        return (after, rules[0].Name);
    }

    private static bool LooksForTypesAlone(SecurityRule rule) =>
        rule.Secrets.Count + rule.Personal.Count > 0 && rule is { InjectionScore: null, Yara.Count: 0, Tokens.Count: 0, Sensitivity: null };

    private static IEnumerable<string> TypesOf(SecurityRule rule)
    {
        if (rule.Redact.Count > 0) return rule.Redact;
        var secrets = rule.Secrets.Select(static type => type.EndsWith('*') ? FindingTypes.Secret : $"{FindingTypes.Secret}.{type}");
        var personal = rule.Personal.SelectMany(static type => type == "*" ? FindingTypes.All.Where(static all => all != FindingTypes.Secret) : [type]);
        return rule.Secrets.Count + rule.Personal.Count > 0 ? secrets.Concat(personal) : [FindingTypes.Secret, FindingTypes.UrlCredentials];
    }

    /// <summary>A body that no dialect reads is looked at as it is.</summary>
    private static ScanTexts TextsOf(CallReading asked, ReadOnlyMemory<byte> bytes)
    {
        var texts = ScanTexts.Of(asked, new AnswerReading());
        return texts.IsEmpty ? ScanTexts.OfText(Encoding.UTF8.GetString(bytes.Span)) : texts;
    }
}

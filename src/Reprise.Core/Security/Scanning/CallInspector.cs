using Reprise.Capture;
using Reprise.Interactions;
using Reprise.Security.Policies;

namespace Reprise.Security.Scanning;

/// <summary>Scans each call behind its answer, and says what the project's policy makes of it where the gateway has not said so already.</summary>
public sealed class CallInspector(SecurityScanner scanner, SecurityPolicies policies, SecurityOptions options) : ICallInspector
{
    public SecurityNote? Inspect(InspectedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (!options.Scan) return call.Before;
        return Inspect(ScanTexts.Of(call.Asked, call.Answer), call.Project, call.Privacy, call.Before);
    }

    /// <summary>The same for a record that others made.</summary>
    public SecurityNote? Inspect(RecordedInteraction record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return options.Scan ? Inspect(ScanTexts.Of(record), record.Interaction.Project, record.Interaction.Privacy, record.Interaction.Security) : record.Interaction.Security;
    }

    private SecurityNote? Inspect(ScanTexts texts, string project, PrivacyNote? privacy, SecurityNote? before)
    {
        if (texts.IsEmpty) return before;
        var findings = scanner.Scan(texts, privacy);
        var note = findings.ToNote();
        if (before is not null) note = Join(note, before);
        if (note.Action is not null || policies.Find(project) is not { } policy) return note;
        // What was to be blocked or redacted was so at the gateway; here it can only be said.
        return PolicyDecision.Of(policy, findings, SecuritySide.Both) is { Action: not SecurityAction.Record } rule ? note with { Action = "flag", ActionReason = rule.Name } : note;
    }

    /// <summary>The gateway saw the request as it was sent, before anything was redacted; what it saw stays said.</summary>
    private static SecurityNote Join(SecurityNote now, SecurityNote before) => now with
    {
        InjectionScore = Math.Max(now.InjectionScore ?? 0, before.InjectionScore ?? 0),
        YaraMatches = [.. now.YaraMatches.Union(before.YaraMatches, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        Tokens = [.. now.Tokens.Union(before.Tokens, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        Secrets = [.. now.Secrets.Union(before.Secrets, StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        SystemPromptLeaked = now.SystemPromptLeaked || before.SystemPromptLeaked,
        Action = before.Action,
        ActionReason = before.ActionReason,
    };
}

using Reprise.Privacy.Detection;
using Reprise.Security.Scanning;
using Reprise.Security.Sensitivity;

namespace Reprise.Security.Policies;

/// <summary>Compares what was found with the rules of a policy.</summary>
public static class PolicyDecision
{
    /// <summary>The strongest rule that applies to what was found on that side; null when none does.</summary>
    public static SecurityRule? Of(SecurityPolicy policy, SecurityFindings findings, SecuritySide side)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(findings);
        SecurityRule? strongest = null;
        foreach (var rule in policy.Rules)
        {
            if (side != SecuritySide.Both && rule.Side != SecuritySide.Both && rule.Side != side) continue;
            if (strongest is not null && rule.Action <= strongest.Action) continue;
            if (Applies(rule, findings)) strongest = rule;
        }

        return strongest;
    }

    /// <summary>Whether a rule looks at a side and acts there before the client has its answer.</summary>
    public static bool ActsOn(this SecurityRule rule, SecuritySide side)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.Side != SecuritySide.Both && rule.Side != side) return false;
        return rule.Action == SecurityAction.Block || (rule.Action == SecurityAction.Redact && side == SecuritySide.Request);
    }

    private static bool Applies(SecurityRule rule, SecurityFindings found)
    {
        if (rule.SaysNothing) return false;
        if (rule.InjectionScore is { } least && found.InjectionScore < least) return false;
        if (rule.Yara.Count > 0 && !found.Rules.Any(match => rule.Yara.Any(name => IsNamed(name, match.Name)))) return false;
        if (rule.Secrets.Count > 0 && !found.Secrets.Any(type => rule.Secrets.Any(name => IsNamed(name, type)))) return false;
        if (rule.Personal.Count > 0 && !found.Types.Any(type => FindingTypes.FamilyOf(type) != FindingTypes.Secret && rule.Personal.Any(name => IsType(name, type)))) return false;
        if (rule.Tokens.Count > 0 && !found.Tokens.Any(token => rule.Tokens.Any(name => IsNamed(name, token.Kind)))) return false;
        if (rule.Sensitivity is { } level && IndexOf(found.Sensitivity) < IndexOf(level)) return false;
        return !rule.SystemPromptLeaked || found.SystemPromptLeaked;
    }

    private static bool IsNamed(string pattern, string name) => pattern.EndsWith('*') ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : pattern == name;

    private static bool IsType(string pattern, string type) => pattern is "*" || pattern == type || pattern == FindingTypes.FamilyOf(type);

    private static int IndexOf(string level)
    {
        for (var i = 0; i < SensitivityLevel.All.Count; i++) if (SensitivityLevel.All[i] == level) return i;
        return -1;
    }
}

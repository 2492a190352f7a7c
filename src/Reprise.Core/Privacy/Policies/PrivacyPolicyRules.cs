using Reprise.Privacy.Detection;
using Reprise.Privacy.Redaction;

namespace Reprise.Privacy.Policies;

/// <summary>What a policy must be to be followed.</summary>
public static class PrivacyPolicyRules
{
    public const int RulesMax = 64;
    public const int AllowMax = 1000;
    private const int AllowLengthMax = 256;
    private const int NameMax = 64;

    /// <summary>The members that cannot be, each with what is wrong; none when the policy can be followed.</summary>
    public static IEnumerable<(string Member, string Mistake)> Mistakes(this PrivacyPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        // JSON can say null where no value may be.
        if (policy.Redact is null || policy.Rules is null || policy.Allow is null || policy.Rules.Any(static rule => rule is null))
        {
            yield return (policy.Redact is null ? "redact" : policy.Allow is null ? "allow" : "rules", "cannot be null");
            yield break;
        }

        if (policy.Name is not { Length: > 0 and <= NameMax } || policy.Name.Any(char.IsControl)) yield return ("name", $"is 1 to {NameMax} characters");
        if (policy.Sample is not (>= 0 and <= 1)) yield return ("sample", "is a share from 0 to 1");
        if (policy.Rules.Count > RulesMax) yield return ("rules", $"has at most {RulesMax} entries");
        if (policy.Allow.Count > AllowMax) yield return ("allow", $"has at most {AllowMax:N0} entries");
        foreach (var text in policy.Allow)
        {
            if (text is { Length: > 0 and <= AllowLengthMax }) continue;
            yield return ("allow", $"has texts of 1 to {AllowLengthMax} characters");
            break;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in policy.Rules.Take(RulesMax))
        {
            if (!CustomRules.IsValidName(rule.Name)) yield return ("rules", $"have names of 1 to {CustomRules.NameMax} of a-z, 0-9 and '_'");
            else if (FindingTypes.All.Contains(rule.Name, StringComparer.Ordinal)) yield return ("rules", $"cannot be called '{rule.Name}', which is built in");
            else if (!names.Add(rule.Name)) yield return ("rules", $"have '{rule.Name}' twice");
            else if (!CustomRules.TryCompile(rule.Pattern, out _, out var mistake)) yield return ("rules", $"have '{rule.Name}', which {mistake}");
        }

        foreach (var type in policy.Redact.Keys)
        {
            if (!names.Contains(type) && !FindingTypes.All.Contains(FindingTypes.FamilyOf(type), StringComparer.Ordinal))
                yield return ("redact", $"names '{(type.Length <= NameMax ? type : type[..NameMax])}', which is neither one of {string.Join(", ", FindingTypes.All)} nor a rule of this policy");
        }
    }
}

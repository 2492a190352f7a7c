using Reprise.Interactions;
using Reprise.Privacy.Detection;

namespace Reprise.Client.Commands;

/// <summary>Command lines as they may be recorded.</summary>
public static class CommandArguments
{
    public const string Masked = "***";
    private static readonly SecretDetector s_detector = new();

    /// <summary>
    /// The arguments with what looks like a secret masked: values of options whose names say so (<c>--token x</c>, <c>--api-key=x</c>), and keys, tokens and passwords by
    /// their own form. Rather one value too many than one secret.
    /// </summary>
    public static IReadOnlyList<string> WithoutSecrets(IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var masked = new List<string>();
        var isValueOfSecret = false;
        foreach (var argument in arguments)
        {
            var isOption = argument.StartsWith('-');
            var at = argument.IndexOf('=', StringComparison.Ordinal);
            if (isValueOfSecret && !isOption) masked.Add(Masked);
            else if (at > 0 && NamesSecret(argument[..at])) masked.Add($"{argument[..at]}={Masked}");
            else masked.Add(WithoutSecrets(argument));
            isValueOfSecret = isOption && at < 0 && NamesSecret(argument);
        }

        return masked;
    }

    /// <summary>One text with the secrets in it masked.</summary>
    public static string WithoutSecrets(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var found = new List<TextFinding>();
        s_detector.Find(text, found);
        if (found.Count == 0) return text;
        var masked = text;
        foreach (var finding in found.OrderByDescending(static finding => finding.Start))
            if (finding.End <= masked.Length) masked = string.Concat(masked.AsSpan(0, finding.Start), Masked, masked.AsSpan(finding.End));
        return masked;
    }

    private static bool NamesSecret(string option) => RecordableQuery.MayBeCredential(option.TrimStart('-'));
}

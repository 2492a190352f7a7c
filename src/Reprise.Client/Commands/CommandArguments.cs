using Reprise.Interactions;
using Reprise.Privacy.Detection;

namespace Reprise.Client.Commands;

/// <summary>Command lines as they may be recorded.</summary>
public static class CommandArguments
{
    public const string Masked = "***";
    private static readonly SecretDetector s_detector = new();

    /// <summary>
    /// The arguments with what looks like a secret masked: values of options whose names say so (<c>--token x</c>, <c>--api-key=x</c>, <c>--password:x</c>), and keys, tokens and passwords by
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
            var at = EndOfName(argument);
            // A secret may begin with a dash; two of them begin an option.
            if (isValueOfSecret && !argument.StartsWith("--", StringComparison.Ordinal)) masked.Add(Masked);
            else if (at > 0 && NamesSecret(argument[..at])) masked.Add($"{argument[..at]}{argument[at]}{Masked}");
            else masked.Add(WithoutSecrets(argument));
            isValueOfSecret = isOption && at < 0 && NamesSecret(argument) && masked[^1] != Masked;
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

    /// <summary>
    /// The names of options without any value: what follows <c>=</c> or <c>:</c> is left out, what follows the letter behind a single dash too (<c>-phunter2</c>), and everything
    /// behind <c>--</c>.
    /// </summary>
    internal static IEnumerable<string> OptionNames(IEnumerable<string> arguments) => arguments
        .TakeWhile(static argument => argument != "--").Where(static argument => argument.Length > 1 && argument[0] == '-')
        .Select(static argument => argument[1] != '-' ? argument[..2] : EndOfName(argument) is > 0 and var at ? argument[..at] : argument)
        .Where(static name => name.Length <= 64);

    /// <summary>Where a name ends that has its value behind it; -1 for none.</summary>
    private static int EndOfName(string argument) => argument.AsSpan().IndexOfAny('=', ':');

    private static bool NamesSecret(string option) => RecordableQuery.MayBeCredential(option.TrimStart('-'));
}

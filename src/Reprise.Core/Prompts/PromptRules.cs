using System.Text;
using System.Text.Json;

namespace Reprise.Prompts;

/// <summary>What a template may hold.</summary>
public static class PromptRules
{
    /// <summary>Of one version, as UTF-8.</summary>
    public const int MaxVersionBytes = 200_000;

    /// <summary>Of all versions, as JSON.</summary>
    public const int MaxBytes = 1_000_000;
    public const int MaxMessages = 100;
    public const string NameRule = "1 to 64 of a-z, 0-9, '-', '_', '.'";

    public static bool IsValidName(string? name) =>
        name is { Length: > 0 and <= 64 } && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');

    /// <summary>The names of all variables of a version, in the order they occur.</summary>
    /// <exception cref="PromptException">It cannot be a version; says why.</exception>
    internal static IReadOnlyList<string> Check(PromptValues values)
    {
        if (values.Text is null == (values.Messages is null)) throw new PromptException("A version has either a text or messages.");
        if (values.Messages is { Count: 0 or > MaxMessages }) throw new PromptException($"A version has 1 to {MaxMessages} messages.");
        foreach (var message in values.Messages ?? [])
            if (message is not { Role: "system" or "developer" or "user" or "assistant", Content: not null }) throw new PromptException("A message has a role, which is system, developer, user or assistant, and a content.");
        if (values.Parameters is { ValueKind: not JsonValueKind.Object }) throw new PromptException("The parameters are a JSON object.");
        if (values.Note is { Length: > 2000 } || values.Description is { Length: > 2000 } || values.Model is { Length: > 256 }) throw new PromptException("A note and a description have at most 2,000 characters, a model 256.");
        foreach (var label in values.Labels ?? []) CheckLabel(label);
        var size = Templates(values.Text, values.Messages).Sum(static text => (long)Encoding.UTF8.GetByteCount(text)) + (values.Parameters is { } parameters ? parameters.GetRawText().Length : 0);
        if (size > MaxVersionBytes) throw new PromptException($"A version has at most {MaxVersionBytes:N0} bytes.");
        return [.. Templates(values.Text, values.Messages).SelectMany(static text => new PromptText(text).Variables).Distinct(StringComparer.Ordinal)];
    }

    internal static void CheckLabel(string? label)
    {
        // A number would look like a version.
        if (!IsValidName(label) || label!.All(char.IsAsciiDigit)) throw new PromptException($"A label is {NameRule}, and not only digits.");
    }

    internal static IEnumerable<string> Templates(string? text, IReadOnlyList<PromptMessage>? messages) => text is not null ? [text] : (messages ?? []).Select(static message => message.Content);
}

using System.Text;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Settings;

/// <summary>Refuses what no engine keeps, the same on every engine.</summary>
internal static class SettingRules
{
    public const int KindLength = 64;
    public const int KeyLength = 200;
    public const int MaxValueBytes = 1 << 20;
    private const int MaxAuditText = 4096;

    public static void Check(Setting setting)
    {
        ArgumentNullException.ThrowIfNull(setting);
        CheckName(setting.Project, setting.Kind, setting.Key);
        CheckJson(setting.Value, nameof(setting));
    }

    public static void CheckName(string project, string kind, string key)
    {
        CheckKind(project, kind);
        ArgumentNullException.ThrowIfNull(key);
        if (!IsValidKey(key)) throw new ArgumentException($"A setting's key has 1 to {KeyLength} characters, none of them a control character.", nameof(key));
    }

    /// <param name="project">Null for all.</param>
    /// <param name="kind">As of a setting.</param>
    public static void CheckKind(string? project, string kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (project is { Length: > 0 } && !Projects.IsValid(project)) throw new ArgumentException($"'{project}' is no name of a project.", nameof(project));
        if (kind is not { Length: > 0 and <= KindLength } || !kind.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '.' or '-'))
            throw new ArgumentException($"A setting's kind has 1 to {KindLength} of a–z, 0–9, '_', '.', '-'.", nameof(kind));
    }

    /// <summary>Whether every engine can keep and give back this key.</summary>
    public static bool IsValidKey(string? key) => key is { Length: > 0 and <= KeyLength } && IsPlain(key);

    public static void Check(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Id.IsEmpty) throw new ArgumentException("An entry of the audit log needs an id.", nameof(entry));
        if (entry.Project is not { Length: 0 } && !Projects.IsValid(entry.Project)) throw new ArgumentException($"'{entry.Project}' is no name of a project.", nameof(entry));
        CheckText(entry.Actor, nameof(entry.Actor));
        CheckText(entry.Action, nameof(entry.Action));
        if (entry.Subject is { } subject) CheckText(subject, nameof(entry.Subject));
        if (entry.Details is { } details) CheckJson(details, nameof(entry));
    }

    public static void Check(AuditQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, AuditQuery.MaxLimit);
        if (query.Project is { Length: > 0 } project && !Projects.IsValid(project)) throw new ArgumentException($"'{project}' is no name of a project.", nameof(query));
        if (query.Action is { } action) CheckText(action, nameof(query.Action));
        if (query.Actor is { } actor) CheckText(actor, nameof(query.Actor));
        if (query.Subject is { } subject) CheckText(subject, nameof(query.Subject));
    }

    /// <summary>As all engines keep times: whole milliseconds, UTC.</summary>
    public static DateTimeOffset Kept(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    /// <summary>The first time engines keep from there on; what bounds are compared as.</summary>
    public static DateTimeOffset FirstKept(DateTimeOffset bound) => Kept(bound) is var kept && kept < bound ? kept.AddMilliseconds(1) : kept;

    private static void CheckText(string text, string name)
    {
        if (text is not { Length: > 0 and <= MaxAuditText } || !IsPlain(text))
            throw new ArgumentException($"{name} has 1 to {MaxAuditText} characters, none of them a control character.", name);
    }

    // Control characters and halves of surrogate pairs are what engines treat differently.
    private static bool IsPlain(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar) return false;
        return true;
    }

    private static void CheckJson(string value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (Encoding.UTF8.GetByteCount(value) > MaxValueBytes) throw new ArgumentException($"A value has at most {MaxValueBytes:N0} bytes.", name);
        try
        {
            using var document = JsonDocument.Parse(value);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException("A value must be JSON.", name, exception);
        }
    }
}

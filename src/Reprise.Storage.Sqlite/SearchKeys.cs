using System.Numerics;
using System.Text;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Sqlite;

/// <summary>
/// What the full-text index holds for an interaction: its words, and behind them one key for each value that is asked for by equality (session, user, tag,
/// shape ...). The index appends in order of time where a b-tree would change a random page for each value and row, and it gives matches of words and keys
/// together, newest first. Keys are hashes, so every match is compared with the row itself.
/// </summary>
internal static class SearchKeys
{
    public const char Session = 's';
    public const char User = 'u';
    public const char Trace = 't';
    public const char Parent = 'p';
    public const char Tag = 'g';
    public const char Metadata = 'm';
    public const char PromptHash = 'h';
    public const char InputHash = 'i';
    public const char ReplayOf = 'o';
    public const char ReplayRun = 'n';
    public const char PromptTemplate = 'e';
    public const char Sensitivity = 'y';
    public const char Yara = 'r';
    public const char Secret = 'x';
    public const char Suspicious = 'v';
    public const char SecurityAction = 'a';
    public const char Redacted = 'd';
    public const char PrivacyPolicy = 'q';
    public const char Shape = 'k';
    public const char Project = 'z';

    // Private-use characters, which no word holds and the tokenizer takes for letters: the first one begins every key, those from 0xE000 on stand before
    // each word of every project but the first, so that projects have vocabularies of their own.
    private const char KeyMark = '\uF8FF';
    private const int ProjectMarks = 6000;

    // 40 bits of hash: among a million values two share one about once in two, and share only the look at each other's rows.
    private const int TokenLength = 10;
    private const string Digits = "0123456789abcdefghijklmnopqrstuv";

    /// <summary>Whether a word of the index is a key.</summary>
    public static bool IsKey(ReadOnlySpan<byte> word) => word.StartsWith("\uF8FF"u8);

    /// <summary>The token for a value.</summary>
    public static string Key(char kind, int project, ReadOnlySpan<char> value)
    {
        Span<char> token = stackalloc char[TokenLength];
        Write(token, kind, Hash(kind, project, value));
        return new string(token);
    }

    public static string Key(char kind, int project, long value)
    {
        Span<char> token = stackalloc char[TokenLength];
        Write(token, kind, Hash(kind, project, value));
        return new string(token);
    }

    /// <summary>The token for the size of a cost.</summary>
    public static string CostKey(int project, long pico) => Key(MagnitudeKeys.Cost, project, MagnitudeKeys.Step(pico));

    public static string MetadataValue(string key, string value) => $"{key}\0{value}";

    /// <summary>A word as it stands in the index.</summary>
    public static string Word(int project, string token) => project == 1 ? token : Prefix(project) + token;

    /// <summary>Writes what is indexed for one interaction.</summary>
    public static void Write(Utf8Buffer text, RecordedInteraction recorded, int project, int shape)
    {
        text.Clear();
        if (project == 1 && Ascii.IsValid(recorded.SearchText)) text.Append(recorded.SearchText);
        else AppendWords(text, recorded.SearchText, project);
        var interaction = recorded.Interaction;
        AppendKey(text, Project, project, project);
        AppendKey(text, Shape, project, shape);
        AppendKey(text, Session, project, interaction.SessionId);
        AppendKey(text, User, project, interaction.UserId);
        AppendKey(text, Trace, project, interaction.TraceId);
        AppendKey(text, Parent, project, interaction.ParentId);
        AppendKey(text, PromptHash, project, interaction.PromptHash);
        AppendKey(text, InputHash, project, interaction.InputHash);
        AppendKey(text, ReplayOf, project, interaction.Replay?.Of?.ToString());
        AppendKey(text, ReplayRun, project, interaction.Replay?.Run);
        AppendKey(text, PromptTemplate, project, interaction.PromptTemplate);
        AppendNotes(text, project, interaction);
        AppendMagnitude(text, MagnitudeKeys.Latency, project, interaction.LatencyMs);
        AppendMagnitude(text, MagnitudeKeys.Cost, project, Money.ToPico(interaction.CostUsd));
        AppendMagnitude(text, MagnitudeKeys.PromptTokens, project, interaction.Usage?.PromptTokens);
        AppendMagnitude(text, MagnitudeKeys.CompletionTokens, project, interaction.Usage?.CompletionTokens);
        foreach (var tag in interaction.Tags) AppendKey(text, Tag, project, tag);
        if (interaction.Metadata is null) return;
        foreach (var (key, value) in FieldValue.AllMetadata(interaction.Metadata)) AppendKey(text, Metadata, project, MetadataValue(key, value));
    }

    private static void AppendNotes(Utf8Buffer text, int project, Interaction interaction)
    {
        if (interaction.Security is { } security)
        {
            AppendKey(text, Sensitivity, project, security.Sensitivity);
            AppendKey(text, SecurityAction, project, security.Action);
            foreach (var rule in security.YaraMatches) AppendKey(text, Yara, project, rule);
            foreach (var secret in security.Secrets) AppendKey(text, Secret, project, secret);
            foreach (var token in security.Tokens) AppendKey(text, Suspicious, project, token);
        }

        if (interaction.Privacy is not { } privacy) return;
        AppendKey(text, PrivacyPolicy, project, privacy.Policy);
        foreach (var type in privacy.Counts.Keys) AppendKey(text, Redacted, project, type);
    }

    private static void AppendWords(Utf8Buffer text, string searchText, int project)
    {
        var prefix = Prefix(project);
        foreach (var token in SearchTokens.Of(searchText))
        {
            text.Append(prefix);
            text.Append(token);
            text.Append(" ");
        }
    }

    private static string Prefix(int project)
    {
        if (project == 1) return "";
        var number = project - 2;
        var mark = (char)(0xE000 + (number % ProjectMarks));
        // Marks run out after so many projects; further ones take several, closed by one of a range of its own so that none begins another.
        return number < ProjectMarks ? mark.ToString() : new string('\uF8F0', number / ProjectMarks) + mark;
    }

    private static void AppendKey(Utf8Buffer text, char kind, int project, string? value)
    {
        if (value is not null) AppendKey(text, kind, Hash(kind, project, value));
    }

    private static void AppendKey(Utf8Buffer text, char kind, int project, long value) => AppendKey(text, kind, Hash(kind, project, value));

    private static void AppendMagnitude(Utf8Buffer text, char kind, int project, long? value)
    {
        if (value is { } number) AppendKey(text, kind, project, MagnitudeKeys.Step(number));
    }

    private static void AppendKey(Utf8Buffer text, char kind, ulong hash)
    {
        Span<char> token = stackalloc char[TokenLength + 1];
        token[0] = ' ';
        Write(token[1..], kind, hash);
        text.Append(token);
    }

    private static void Write(Span<char> token, char kind, ulong hash)
    {
        token[0] = KeyMark;
        token[1] = kind;
        for (var i = 0; i < TokenLength - 2; i++)
        {
            token[2 + i] = Digits[(int)(hash & 31)];
            hash >>= 5;
        }
    }

    // FNV-1a with a final mix. A collision costs one row looked at in vain.
    private static ulong Hash(char kind, int project, ReadOnlySpan<char> value)
    {
        var hash = Start(kind, project);
        foreach (var c in value) hash = (hash ^ c) * 0x100000001B3;
        return Mix(hash);
    }

    private static ulong Hash(char kind, int project, long value) => Mix((Start(kind, project) ^ (ulong)value) * 0x100000001B3);

    private static ulong Start(char kind, int project) => (((0xCBF29CE484222325 ^ kind) * 0x100000001B3) ^ (uint)project) * 0x100000001B3;

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return BitOperations.RotateLeft(hash ^ (hash >> 33), 17);
    }
}

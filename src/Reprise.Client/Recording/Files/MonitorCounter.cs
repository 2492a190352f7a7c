using System.Globalization;
using System.Text.Json;

namespace Reprise.Client.Recording.Files;

/// <summary>Counts lines one by one: what users do, and what they do again and again. Everything it keeps has a bound.</summary>
internal sealed class MonitorCounter(MonitorState state)
{
    /// <summary>Something is a pattern from this often on.</summary>
    public const int Frequent = 3;

    public const string Repeated = "repetitive_command";
    public const string Retried = "retry_after_error";
    public const string Paired = "command_sequence";

    private const int MostUsers = 10_000;
    private const int MostWords = 256;
    private const int MostSessions = 1000;
    private const int MostPatterns = 5000;
    private const int MostShown = 5;
    private const int PeakHours = 4;

    public void Count(JsonElement line)
    {
        if (MonitorLine.Text(line, "timestamp") is not { } timestamp) return;
        if (!DateTime.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)) return;
        var command = MonitorLine.Text(line, "command") ?? "";
        var status = MonitorLine.Text(line, "status") ?? "success";
        var user = MonitorLine.Text(line, "user_hash") ?? "";

        // 1. The user.
        if (!state.Users.TryGetValue(user, out var counts)) state.Users[user] = counts = new UserCounts();
        counts.Total++;
        if (status == "success") counts.Succeeded++;
        counts.Hours[at.Hour]++;
        if (string.CompareOrdinal(timestamp, counts.Last) > 0) counts.Last = timestamp;
        var uses = Add(counts.Commands, command, timestamp);
        if (status != "success") Add(counts.Errors, Error(line, status), timestamp);
        if (Expert(line) is { } expert) Add(counts.Experts, expert, timestamp);

        // 2. What is done again.
        if (uses is { Count: >= Frequent } && command.Length > 0) Note(Repeated, command, null, uses.Count == Frequent ? Frequent : 1, uses.Count == Frequent ? uses.First : timestamp, timestamp);
        if (MonitorLine.Text(line, "session_id") is { } session) Count(user + "/" + session, user, at, timestamp, command, status != "success");
        Bound();
    }

    public SortedDictionary<string, UserProfile> Profiles()
    {
        var open = state.Sessions.Values.ToLookup(static session => session.User, StringComparer.Ordinal);
        var profiles = new SortedDictionary<string, UserProfile>(StringComparer.Ordinal);
        foreach (var (hash, counts) in state.Users)
        {
            if (hash.Length == 0) continue;
            var sessions = counts.PastSessions + open[hash].Count();
            var minutes = counts.PastMinutes + open[hash].Sum(Minutes);
            profiles[hash] = new UserProfile(
                hash, counts.Total, Math.Round((double)counts.Succeeded / counts.Total, 4), sessions == 0 ? 0 : Math.Round(minutes / sessions, 2),
                [.. counts.Hours.Select(static (count, hour) => (count, hour)).Where(static one => one.count > 0).OrderByDescending(static one => one.count).ThenBy(static one => one.hour).Take(PeakHours).Select(static one => one.hour).Order()],
                Most(counts.Commands), Most(counts.Errors), Most(counts.Experts), counts.Last);
        }

        return profiles;
    }

    public SortedDictionary<string, InteractionPattern> Patterns()
    {
        var patterns = new SortedDictionary<string, InteractionPattern>(StringComparer.Ordinal);
        foreach (var (key, counts) in state.Patterns)
        {
            if (counts.Id is not { } id || key.Split('\n') is not [var kind, var first, var second]) continue;
            var (confidence, description, examples) = kind switch
            {
                Repeated => (counts.Count / (counts.Count + 2d), $"'{first}' is used again and again", (IReadOnlyList<string>)[first, first, first]),
                Retried => (Share(counts, "failed", first), $"'{first}' is tried again after it failed", [first, first]),
                _ => (Share(counts, "followed", first), $"'{second}' follows '{first}'", [first, second]),
            };
            patterns[id] = new InteractionPattern(id, kind, counts.Count, counts.First, counts.Last, Math.Round(confidence, 2), description, examples);
        }

        return patterns;
    }

    private void Count(string key, string user, DateTime at, string timestamp, string command, bool failed)
    {
        if (!state.Sessions.TryGetValue(key, out var session))
        {
            state.Sessions[key] = session = new SessionCounts { User = user, First = at, Last = at };
        }
        else if (command.Length > 0 && session.LastCommand.Length > 0)
        {
            if (session.LastFailed) Occasion("failed", session.LastCommand);
            if (session.LastFailed && session.LastCommand == command) Note(Retried, command, null, 1, timestamp, timestamp);
            if (session.LastCommand != command)
            {
                Occasion("followed", session.LastCommand);
                Note(Paired, session.LastCommand, command, 1, timestamp, timestamp);
            }
        }

        // Clocks go back and lines come late; a session begins with its earliest and ends with its latest.
        if (at < session.First) session.First = at;
        if (at > session.Last) session.Last = at;
        (session.LastCommand, session.LastFailed) = (command, failed);
    }

    private void Note(string kind, string first, string? second, long by, string from, string timestamp)
    {
        var key = $"{kind}\n{Line(first)}\n{Line(second ?? "")}";
        if (!state.Patterns.TryGetValue(key, out var pattern)) state.Patterns[key] = pattern = new PatternCounts { First = from };
        pattern.Count += by;
        if (string.CompareOrdinal(from, pattern.First) < 0) pattern.First = from;
        if (string.CompareOrdinal(timestamp, pattern.Last) > 0) pattern.Last = timestamp;
        if (pattern.Id is null && pattern.Count >= Frequent) pattern.Id = string.Create(CultureInfo.InvariantCulture, $"pattern_{++state.LastPattern:000}");
    }

    private void Occasion(string kind, string command)
    {
        var key = $"{kind}\n{Line(command)}";
        state.Occasions[key] = state.Occasions.GetValueOrDefault(key) + 1;
    }

    private double Share(PatternCounts counts, string kind, string command) => state.Occasions.GetValueOrDefault($"{kind}\n{command}") is > 0 and var all ? Math.Min(1, (double)counts.Count / all) : 0;

    private static WordCount? Add(Dictionary<string, WordCount> words, string word, string timestamp)
    {
        word = Line(word);
        if (!words.TryGetValue(word, out var count))
        {
            // One more than there is room for pushes out the rarest.
            if (words.Count >= MostWords) words.Remove(words.MinBy(static pair => pair.Value.Count).Key);
            words[word] = count = new WordCount { First = timestamp };
        }

        count.Count++;
        return count;
    }

    private void Bound()
    {
        while (state.Sessions.Count > MostSessions)
        {
            var (key, session) = state.Sessions.MinBy(static pair => pair.Value.Last);
            state.Sessions.Remove(key);
            if (!state.Users.TryGetValue(session.User, out var user)) continue;
            user.PastSessions++;
            user.PastMinutes += Minutes(session);
        }

        if (state.Users.Count > MostUsers) state.Users.Remove(state.Users.MinBy(static pair => pair.Value.Last, StringComparer.Ordinal).Key);
        if (state.Patterns.Count > MostPatterns) state.Patterns.Remove(state.Patterns.MinBy(static pair => pair.Value.Count).Key);
        if (state.Occasions.Count > MostPatterns) state.Occasions.Remove(state.Occasions.MinBy(static pair => pair.Value).Key);
    }

    private static double Minutes(SessionCounts session) => (session.Last - session.First).TotalMinutes;

    private static IReadOnlyList<string> Most(Dictionary<string, WordCount> words) =>
        [.. words.Where(static word => word.Key.Length > 0).OrderByDescending(static word => word.Value.Count).ThenBy(static word => word.Key, StringComparer.Ordinal).Take(MostShown).Select(static word => word.Key)];

    /// <summary>One word for what went wrong: messages hold too much to be counted.</summary>
    private static string Error(JsonElement line, string status) =>
        line.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("reprise", out var rest) && MonitorLine.Text(rest, "error_code") is { } code ? code : status;

    private static string? Expert(JsonElement line) =>
        line.TryGetProperty("metadata", out var metadata) ? MonitorLine.Text(metadata, "expert") ?? MonitorLine.Text(metadata, "expert_type") ?? MonitorLine.Text(metadata, "expert_id") : null;

    private static string Line(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= 200 ? line : line[..200];
    }
}

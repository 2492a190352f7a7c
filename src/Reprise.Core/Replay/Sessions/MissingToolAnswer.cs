using System.Text;
using System.Text.Json;
using Reprise.Replay.Sessions.Forms;
using Reprise.Wire;

namespace Reprise.Replay.Sessions;

/// <summary>Says that the record has no answer to a call, which recorded call comes nearest, and what would work instead. Names arguments and never their values.</summary>
internal static class MissingToolAnswer
{
    public static ReplayException Of(RecordedSession session, IReplayTools tools, ToolCall call, int turn)
    {
        var arguments = CanonicalJson.OfArguments(call.Arguments);
        var nearest = session.Tools.Of(call.Name).Select(answer => (Answer: answer, Differs: Differences(answer.Arguments, arguments))).OrderBy(static near => near.Differs.Count)
            .Select(static near => ((RecordedToolAnswer, IReadOnlyList<string>)?)near).FirstOrDefault();
        var known = nearest is var (answer, differs)
            ? $"The nearest recorded call is in turn {answer.Turn} and differs in {string.Join(", ", differs.Take(5))}."
            : $"The session has no answer of this tool at all; it has those of {(session.Tools.Tools.Count == 0 ? "none" : string.Join(", ", session.Tools.Tools.Take(10)))}.";
        return new ReplayException(ReplayObstacles.ToolAnswerMissing, $"Turn {turn} calls {call.Name} in a way that is not on record. {known}",
            $"Give an answer and resume: --tool-answer {call.Name}=@file.",
            tools.Names.Contains(call.Name, StringComparer.Ordinal) ? $"Start a new branch that asks the tool itself: --live {call.Name}." : $"Configure the tool on the server (Replay:Tools:{call.Name}:Url) and start a new branch that asks it: --live {call.Name}.",
            "Replay the session pinned: each turn is asked on the recorded history and needs no tool.");
    }

    /// <summary>The arguments by name in which two calls differ.</summary>
    private static List<string> Differences(string one, string other)
    {
        var (first, second) = (Arguments(one), Arguments(other));
        if (first is null || second is null) return ["its arguments, one of which are no object"];
        return [.. first.Keys.Union(second.Keys).Where(name => first.GetValueOrDefault(name) != second.GetValueOrDefault(name)).Order(StringComparer.Ordinal).Select(static name => $"'{name}'")];
    }

    private static Dictionary<string, string>? Arguments(string canonical)
    {
        var json = new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(canonical));
        return JsonPlaces.Names(json.Span)?.Distinct().ToDictionary(static name => name, name => Encoding.UTF8.GetString(JsonPlaces.Value(json, name)!.Value.Span), StringComparer.Ordinal);
    }
}

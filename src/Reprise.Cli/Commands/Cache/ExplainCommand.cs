using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Spectre.Console;

namespace Reprise.Cli.Commands.Cache;

/// <summary><c>reprise cache explain</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("explain", "Say what the cache would do with a question, a recorded call or a request, and why; nothing is served or kept");
        var text = new Argument<string[]>("text") { Description = "A question by itself, or with --tool a tool's input; words are joined with spaces", Arity = ArgumentArity.ZeroOrMore };
        text.Validators.Add(FilterOptions.RefuseUnknownOptions);
        command.Arguments.Add(text);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var id = Text("--id", "A recorded call instead, its own answer left out", "id");
        var file = Text("--request", "A file with a request body in any dialect instead; - reads standard input", "file");
        var path = Text("--path", "The path the request would be sent to [default: /v1/chat/completions]", "path");
        var provider = Text("--provider", "The provider it would be sent to [default: openai]", "name");
        var model = Text("--model", "The model the question would be sent to", "name");
        var tool = Text("--tool", "The tool whose input it is", "name");
        var policy = Text("--policy", "The policy [default: the one it would be under]", "name");
        var headers = InputHashes.Pairs("--header", "A header it would carry, such as 'anthropic-beta: …' or 'Reprise-Cache-Scope: …'; may be given several times", "name: value", ':');
        var query = Text("--query", "The query string it would have, such as ?api-version=2024-10-21", "text");
        var user = Text("--user", "The user who would ask", "id");
        var session = Text("--session", "The session it would be asked in", "id");
        var inputs = InputHashes.Option();
        foreach (var option in new Option[] { id, file, path, provider, model, tool, policy, headers, query, user, session, inputs }) command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var words = string.Join(' ', parsed.GetValue(text) ?? []);
            var toolId = parsed.GetValue(tool);
            var given = new[] { parsed.GetValue(id), parsed.GetValue(file), words.Length == 0 ? null : words }.Count(static part => part is not null);
            if (given != 1) throw CommandFailedException.Usage("reprise cache explain: give a question, or --id, or --request.");
            if (toolId is not null && words.Length == 0) throw CommandFailedException.Usage("reprise cache explain: --tool needs the tool's input.");
            var request = new ExplainRequest
            {
                InteractionId = parsed.GetValue(id),
                Request = parsed.GetValue(file) is { } name ? await BodyAsync(terminal, name, cancellationToken) : null,
                Text = words.Length > 0 && toolId is null ? words : null,
                ToolId = toolId,
                Input = toolId is null ? null : JsonInput.Read(words),
                Path = parsed.GetValue(path),
                Provider = parsed.GetValue(provider),
                Model = parsed.GetValue(model),
                Policy = parsed.GetValue(policy),
                Headers = InputHashes.Read(parsed.GetValue(headers), ':'),
                Query = parsed.GetValue(query),
                UserId = parsed.GetValue(user),
                SessionId = parsed.GetValue(session),
                Inputs = InputHashes.Read(parsed.GetValue(inputs)),
            };
            using var client = connection.Open(parsed);
            var explanation = await client.ExplainCacheAsync(request, cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, explanation);
            else Write(terminal, explanation);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<JsonElement> BodyAsync(Terminal terminal, string file, CancellationToken cancellationToken)
    {
        await using var stream = file == "-" ? terminal.OpenInput() : File.OpenRead(file);
        try
        {
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new CommandFailedException($"{(file == "-" ? "Standard input" : file)} is no JSON: {e.Message}", e);
        }
    }

    private static void Write(Terminal terminal, Explanation explanation)
    {
        var verdict = explanation.Reason is { } reason ? $"{explanation.Status}: {reason}" : explanation.Status;
        terminal.People.WriteLineSafe($"{verdict} (policy {explanation.Policy})");
        if (explanation.Key.Refusal is { } refusal) terminal.People.WriteLineSafe($"The cache must not answer it: {refusal}");
        else if (explanation.Key.SemanticRefusal is { } only) terminal.People.WriteLineSafe($"Only the very same request is answered: {only}");
        if (explanation.RequiredProbability is { } required) terminal.People.WriteLineSafe($"An answer must be right with a probability of {Number(required)}");
        terminal.People.WriteLineSafe($"Key {explanation.Key.Exact} in partition {explanation.Key.Partition}");
        if (explanation.Candidates.Count == 0) return;
        var table = Tables.New("similar#", "right#", "quality#", "rank#", "interaction", "time (UTC)", "stands in the way", "differs", "asked");
        foreach (var candidate in explanation.Candidates)
        {
            table.AddRow(
                Tables.Cell(Number(candidate.Similarity)), Tables.Cell(Number(candidate.Probability)), Tables.Cell(Number(candidate.Quality)), Tables.Cell(Number(candidate.Rank)),
                Tables.Cell(candidate.InteractionId), Tables.Cell(Format.Time(candidate.Timestamp)), Tables.Cell(candidate.Reason ?? (candidate.Pinned ? "nothing (pinned)" : "nothing")),
                Tables.Cell(candidate.Guards.Count == 0 ? "" : string.Join(", ", candidate.Guards.Select(static guard => guard.Replace("guard_", "", StringComparison.Ordinal)))), Tables.Cell(candidate.Text));
        }

        terminal.People.Write(table);
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };
}

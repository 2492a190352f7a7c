using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Client.Documents;
using Reprise.Privacy.Policies;
using Spectre.Console;

namespace Reprise.Cli.Commands.Privacy;

/// <summary><c>reprise privacy policy</c>: shows and sets policies.</summary>
internal static class PolicyCommand
{
    private const string AllHelp = "For every project that has no policy of its own instead of one";

    public static Command Create(Terminal terminal) => new("policy", "The privacy policy of a project") { Show(terminal), Set(terminal), Unset(terminal), Presets(terminal) };

    private static Command Show(Terminal terminal)
    {
        var command = new Command("show", "Show the policy in force");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            return Write(terminal, await client.GetPrivacyPolicyAsync(cancellationToken), output.IsJson(parsed));
        });
        return command;
    }

    private static Command Set(Terminal terminal)
    {
        var command = new Command("set", "Set the policy from the next call on; what is on record already stays as it is");
        var policy = new Argument<string>("policy") { Description = "A preset (see reprise privacy policy presets), @file with a policy as JSON, or @- for standard input" };
        command.Arguments.Add(policy);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var all = new Option<bool>("--all-projects") { Description = AllHelp };
        command.Options.Add(all);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var values = await ReadAsync(terminal, parsed.GetRequiredValue(policy), cancellationToken);
            using var client = connection.Open(parsed);
            return Write(terminal, await client.SetPrivacyPolicyAsync(values, parsed.GetValue(all), cancellationToken), output.IsJson(parsed));
        });
        return command;
    }

    private static Command Unset(Terminal terminal)
    {
        var command = new Command("unset", "Take back what was set");
        var connection = ConnectionOptions.AddTo(command, terminal);
        var all = new Option<bool>("--all-projects") { Description = AllHelp };
        command.Options.Add(all);
        var output = OutputOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            return Write(terminal, await client.UnsetPrivacyPolicyAsync(parsed.GetValue(all), cancellationToken), output.IsJson(parsed));
        });
        return command;
    }

    private static Command Presets(Terminal terminal)
    {
        var command = new Command("presets", "Show policies to begin with");
        var output = OutputOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            if (output.IsJson(parsed))
            {
                foreach (var preset in PrivacyPresets.All.Values) JsonLines.Write(terminal.Output, preset);
                return ExitCodes.Ok;
            }

            var table = Tables.New("name", "content", "takes out", "users", "address");
            foreach (var preset in PrivacyPresets.All.Values)
                table.AddRow(Tables.Cell(preset.Name), Tables.Cell(Content(preset)), Tables.Cell(Types(preset)), Tables.Cell(preset.HashUsers ? "hashed" : "as sent"), Tables.Cell(Word(preset.Ip)));
            terminal.People.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static int Write(Terminal terminal, PrivacyPolicyDocument document, bool isJson)
    {
        if (isJson)
        {
            JsonLines.Write(terminal.Output, document);
            return ExitCodes.Ok;
        }

        var policy = document.Policy;
        var table = Tables.New("what", "value");
        Row("policy", document.IsSet ? policy.Name : $"{policy.Name} (nothing was set)");
        Row("content", Content(policy));
        Row("takes out", Types(policy));
        Row("own rules", policy.Rules.Count == 0 ? "none" : string.Join(", ", policy.Rules.Select(static rule => rule.Name)));
        Row("never takes out", policy.Allow.Count == 0 ? "nothing" : $"{policy.Allow.Count} texts");
        Row("users", policy.HashUsers ? "hashed" : "as sent");
        Row("address", Word(policy.Ip));
        Row("sessions", policy.Sample >= 1 ? "all" : $"{policy.Sample:P0}");
        Row("consent", policy.ConsentRequired ? "required" : "not asked for");
        terminal.People.Write(table);
        return ExitCodes.Ok;

        void Row(string what, string value) => table.AddRow(Tables.Cell(what), Tables.Cell(value));
    }

    private static string Content(PrivacyPolicy policy) => policy.MetadataOnly ? "none: the columns alone"
        : $"input {Word(policy.Input)}, output {Word(policy.Output)}, system {Word(policy.System)}, tools {Word(policy.Tools)}";

    private static string Types(PrivacyPolicy policy) => policy.Redact.Count == 0 ? "nothing" : string.Join(", ", policy.Redact.Select(static pair => $"{pair.Key} ({Word(pair.Value)})"));

    private static string Word<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static async Task<PrivacyPolicy> ReadAsync(Terminal terminal, string given, CancellationToken cancellationToken)
    {
        if (given is not ['@', .. var file])
        {
            return PrivacyPresets.All.GetValueOrDefault(given) ?? throw CommandFailedException.Usage($"reprise privacy policy set: '{given}' is no preset; expected one of {string.Join(", ", PrivacyPresets.All.Keys)}, or @file.");
        }

        using var reader = new StreamReader(file == "-" ? terminal.OpenInput() : File.OpenRead(file));
        var json = await reader.ReadToEndAsync(cancellationToken);
        return PrivacyPolicyJson.Read(json) ?? throw CommandFailedException.Usage("reprise privacy policy set: the file holds no policy, or one with mistakes; docs/privacy.md says what it has.");
    }
}

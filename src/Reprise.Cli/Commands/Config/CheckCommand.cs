using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Cli.Settings;

namespace Reprise.Cli.Commands.Config;

/// <summary><c>reprise config check</c>: explains bad settings by name, before a server starts on them.</summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("check", "Check the settings a server would start with: file, environment and --set");
        var serve = ServeSettings.AddTo(command, listens: false);
        var output = OutputOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            var settings = SettingsSources.Load(serve.DataFolder(parsed), serve.Settings(parsed));
            var problems = SettingsCheck.Run(settings);
            foreach (var problem in problems)
            {
                var origin = SettingsSources.Origin(settings, problem.Setting);
                if (output.IsJson(parsed)) WriteJson(terminal, problem, origin);
                else terminal.People.WriteLineSafe(Describe(problem, origin));
            }

            if (!output.IsJson(parsed)) terminal.Tell(problems.Count == 0 ? "The settings are good." : problems.Count == 1 ? "1 setting needs attention." : $"{problems.Count} settings need attention.");
            return problems.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static string Describe(SettingsProblem problem, string origin) =>
        $"{problem.Setting}{(origin.Length == 0 ? "" : $" ({origin})")}: {problem.Problem}{(problem.Suggestion is null ? "" : $"; did you mean '{problem.Suggestion}'?")}";

    private static void WriteJson(Terminal terminal, SettingsProblem problem, string origin) => JsonLines.Write(terminal.Output, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("setting", problem.Setting);
        if (origin.Length > 0) writer.WriteString("origin", origin);
        writer.WriteString("problem", problem.Problem);
        if (problem.Suggestion is not null) writer.WriteString("suggestion", problem.Suggestion);
        writer.WriteEndObject();
    });
}

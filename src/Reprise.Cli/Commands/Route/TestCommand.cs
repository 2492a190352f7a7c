using System.CommandLine;
using Reprise.Cli.Options;
using Reprise.Cli.Output;
using Reprise.Routing;

namespace Reprise.Cli.Commands.Route;

/// <summary><c>reprise route test</c>.</summary>
internal static class TestCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("test", "Say where a prompt would go and why; nobody is called");
        var prompt = new Argument<string>("prompt") { Description = "What a user would ask" };
        command.Arguments.Add(prompt);
        var connection = ConnectionOptions.AddTo(command, terminal);
        var output = OutputOptions.AddTo(command);
        var ask = new Option<string>("--ask") { Description = "The model that a client would ask for", HelpName = "model", DefaultValueFactory = static _ => "auto" };
        var provider = new Option<string?>("--provider") { Description = "The provider that it would call [default: openai]", HelpName = "name" };
        var session = new Option<string?>("--session") { Description = "Of this session", HelpName = "id" };
        var type = new Option<string?>("--prompt-type") { Description = "Of this kind", HelpName = "text" };
        var tags = new Option<string[]>("--tag") { Description = "With this tag; may be repeated", HelpName = "text" };
        var tools = new Option<int?>("--tools") { Description = "Offering so many tools", HelpName = "n" };
        foreach (var option in (Option[])[ask, provider, session, type, tags, tools]) command.Options.Add(option);
        var values = RouteOptions.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = connection.Open(parsed);
            var result = await client.TestRouteAsync(
                new RouteTestRequest
                {
                    Model = parsed.GetRequiredValue(ask), Prompt = parsed.GetRequiredValue(prompt), Provider = parsed.GetValue(provider), Session = parsed.GetValue(session), PromptType = parsed.GetValue(type),
                    Tags = parsed.GetValue(tags), Tools = parsed.GetValue(tools), Values = values.IsGiven(parsed) ? await values.ReadAsync(parsed, cancellationToken) : null,
                },
                cancellationToken);
            if (output.IsJson(parsed)) JsonLines.Write(terminal.Output, result);
            else Write(terminal, result);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(Terminal terminal, RouteTestResult result)
    {
        if (result.Route is null) terminal.People.WriteLineSafe("No route takes it: the call goes out as it is.");
        else
        {
            terminal.People.WriteLineSafe($"{result.Route} → {result.Target}: {result.Provider} {result.Model}");
            terminal.People.WriteLineSafe($"because: {result.Reason}");
            if (result.Then.Count > 0) terminal.People.WriteLineSafe($"then: {string.Join(", ", result.Then)}");
            if (result.Mistake is { } mistake) terminal.People.WriteLineSafe($"but {mistake}");
        }

        terminal.People.WriteLineSafe($"complexity {result.Complexity} of 100");
        foreach (var part in result.Parts.Where(static part => part.Points > 0)) terminal.People.WriteLineSafe($"  {part.Points,3}  {part.Name}: {part.Why}");
    }
}

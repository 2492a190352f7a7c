using System.Text;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

/// <summary>Short forms for tests that put wire text in and look at the reading.</summary>
internal static class Reading
{
    public static CallReading Request(string dialect, string body, bool details = true, string path = "/") =>
        Find(dialect).ReadRequest(new WireRequest("POST", path, Encoding.UTF8.GetBytes(body), "application/json"), details);

    public static AnswerReading Response(string dialect, string body, int status = 200) =>
        Find(dialect).ReadResponse(new WireResponse(status, Encoding.UTF8.GetBytes(body), ContentType: null));

    private static IDialect Find(string name) => DialectCatalog.FindByName(name).ShouldNotBeNull($"no dialect '{name}'");
}

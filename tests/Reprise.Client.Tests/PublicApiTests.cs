using System.Reflection;
using Reprise.Tests;

namespace Reprise.Client.Tests;

/// <summary>A package's public members are a promise: a change of one is a visible line in its golden.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Reprise.Client")]
    [InlineData("Reprise.Client.AspNetCore")]
    [InlineData("Reprise.Client.CommandLine")]
    [InlineData("Reprise.Client.Sqlite")]
    public void The_public_members_of_a_package_are_those_that_were_reviewed(string package) => Golden.Matches($"{package}.txt", PublicApi.Of(Assembly.Load(package)));
}

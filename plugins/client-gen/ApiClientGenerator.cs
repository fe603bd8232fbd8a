using System.Reflection;
using Runner.Plugins.ClientGen.Emitting;
using Runner.Plugins.ClientGen.Naming;
using Runner.Plugins.ClientGen.Reading;

namespace Runner.Plugins.ClientGen;

/// <summary>
/// Makes C# clients from OpenAPI documents (2.0, 3.0, 3.1, 3.2; JSON or YAML): readable source that needs nothing but .NET. The same document
/// and options give the same source.
/// </summary>
public static class ApiClientGenerator
{
    /// <summary>The version that stands in what is made.</summary>
    internal static readonly string Version = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0";

    /// <summary>Makes a client.</summary>
    /// <param name="options">From what, and how.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ApiDocumentException">The document cannot be used.</exception>
    /// <exception cref="ArgumentException">The namespace or the name cannot be one.</exception>
    public static async Task<GeneratedClient> GenerateAsync(ClientOptions options, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireName(options.Namespace, isNamespace: true, "Namespace");
        if (options.Name is { } name) RequireName(name, isNamespace: false, "Name");
        var read = await ApiReader.ReadAsync(options.Document, options.Folder, new(options.Http, ReadingLimits.Default), options.IsLenient, cancel).ConfigureAwait(false);
        cancel.ThrowIfCancellationRequested();
        var writer = new ClientWriter(read.Api, options);
        return new(writer.Client, writer.Write(), [.. read.Warnings.Select(static warning => warning.ToString())], writer.Operations);
    }

    /// <summary>Whether a text is a C# name, of a namespace or of a class.</summary>
    internal static bool IsName(string text, bool isNamespace) =>
        text.Split('.') is var parts && (isNamespace || parts.Length == 1) && Array.TrueForAll(parts, static part => part.Length > 0 && !char.IsAsciiDigit(part[0]) && part.All(static each => each == '_' || char.IsAsciiLetterOrDigit(each)) && !Identifiers.IsKeyword(part));

    static void RequireName(string text, bool isNamespace, string parameter)
    {
        if (!IsName(text, isNamespace)) throw new ArgumentException($"{parameter} is {Sdk.Words.Quote(text)}, which C# does not take as {(isNamespace ? "a namespace, such as Acme.Api" : "the name of a class, such as PetstoreClient")}.", parameter);
    }
}

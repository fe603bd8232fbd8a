using Runner.Cli;

return await RunnerProgram.RunAsync(args, Surroundings.OfProcess()).ConfigureAwait(false);
